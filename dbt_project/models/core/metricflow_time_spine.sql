select calendar_date as date_day
from {{ ref('dim_working_days') }}
