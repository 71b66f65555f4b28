-- Tier reviews as OCA's tier validation keeps them: all reviews of a round are created at once as waiting, the first
-- becomes pending, each decision opens the next, a refusal cancels the rest, and a new round deletes the old one.
create table review_facts as
select steps.*, steps.id + 1 as review_id, tiers.definition, tiers.name_zh as tier_name,
    row_number() over (partition by document, steps.round order by steps.id) as sequence,
    min(steps.requested_at) over (partition by document, steps.round) as round_at,
    max(steps.decided_at) over (partition by document, steps.round) as last_decided_at,
    max(steps.round) over (partition by document) as last_round,
    lead(steps.requested_at) over (partition by document order by steps.id) as next_requested_at,
    orders.ordered_by as requester, orders.warehouse
from order_steps as steps
inner join orders on orders.id = document
inner join warehouses on warehouses.id = orders.warehouse
inner join tiers on tiers.level = steps.level and tiers."group" = steps."group";

create table withdrawn_rounds as
select this.document, this.round, min(following.requested_at) as withdrawn_at
from order_steps as this
inner join order_steps as following on following.document = this.document and following.round = this.round + 1
group by this.document, this.round;

create table tier_review as
select review_id as id, 'purchase.order' as model, document + 1 as res_id, definition as definition_id, sequence,
    case decision when 1 then 'approved' when 2 then 'rejected' when 3 then 'cancel'
        else case when requested_at is null then 'waiting' else 'pending' end end as status,
    requester.user_id as requested_by, decider.user_id as done_by, decided_at as reviewed_date,
    tiers.company + 1 as company_id, round_at as create_date, greatest(round_at, last_decided_at) as write_date
from review_facts
inner join tiers using (definition)
inner join user_ids as requester on requester.person = review_facts.requester
left join user_ids as decider on decider.person = review_facts.decided_by
where review_facts.round = last_round;
