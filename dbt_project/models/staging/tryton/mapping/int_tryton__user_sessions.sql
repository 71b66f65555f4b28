-- a session is seen while it is open; one that is opened and closed between two runs is not
select source_id, session_id, user_id, opened_at as logged_in_at
from {{ ref('stg_tryton__sessions') }}
where user_id is not null
