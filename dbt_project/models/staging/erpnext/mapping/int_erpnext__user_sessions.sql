select source_id, activity_log_id as session_id, user_id, occurred_at as logged_in_at
from {{ ref('stg_erpnext__activity_logs') }}
where operation = 'Login' and status = 'Success' and user_id is not null
