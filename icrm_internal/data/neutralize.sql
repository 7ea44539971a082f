-- A neutralised copy stays silent and harmless (odoo-bin neutralize).

-- What was to be said in the original is not said by the copy: the outbox, mails in the
-- queue, reports sent by schedule, mails of stages
UPDATE icrm_message
   SET state = 'cancelled'
 WHERE state IN ('waiting', 'held');
UPDATE mail_mail
   SET state = 'cancel'
 WHERE state = 'outgoing';
UPDATE icrm_report_schedule
   SET active = false;
UPDATE helpdesk_ticket_stage
   SET mail_template_id = NULL;

-- Jobs of ours, those that somebody started again after core switched them off included
UPDATE ir_cron
   SET active = false
 WHERE id IN (
       SELECT res_id
         FROM ir_model_data
        WHERE model = 'ir.cron'
          AND module LIKE 'icrm\_internal%'
);
DELETE FROM ir_cron_trigger
 WHERE cron_id IN (
       SELECT res_id
         FROM ir_model_data
        WHERE model = 'ir.cron'
          AND module LIKE 'icrm\_internal%'
);

-- Nobody is erased, and nothing put away, by what was begun in the original
UPDATE icrm_erasure
   SET state = 'cancelled'
 WHERE state = 'approved';
UPDATE icrm_retention_rule
   SET active = false;

-- Keys of machines, copies of people's data, and links to requests without a login
DELETE FROM res_users_apikeys;
UPDATE icrm_own_data
   SET state = 'expired', content = NULL;
UPDATE helpdesk_ticket
   SET access_token = NULL;

-- Mails that come in for the original are not the copy's
UPDATE fetchmail_server
   SET active = false;
