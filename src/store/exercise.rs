//! The contract of every database: each function states one sentence of it and gets an empty store.
//! The `on_…` lists run the same functions on each engine.

mod answer;
mod asked;
mod campaign;
mod care;
mod notice;
mod outbox;
mod page;
mod world;

use self::world::Sandbox;
use crate::store::Store;
use crate::store::engine::query;

/// What tests outside this folder need to bring about.
impl Store {
    /// Lets all leases and claims run out.
    pub(crate) async fn end_leases(&self) {
        for change in [
            "UPDATE lease SET expires_at = 0",
            "UPDATE due SET expires_at = 0",
        ] {
            query(change).execute(&self.pool).await.unwrap();
        }
    }

    /// Gives all claims on due runs to another process.
    pub(crate) async fn other_holds_due_runs(&self, holder: &str) {
        let change = query("UPDATE due SET holder = $1").bind(holder);
        change.execute(&self.pool).await.unwrap();
    }

    /// Makes the database refuse to record that a mail was sent, or accept it again.
    pub(crate) async fn refuse_sent(&self, refused: bool) {
        let change = match refused {
            true => {
                "CREATE TRIGGER refused BEFORE UPDATE ON outbox WHEN NEW.state = 'sent'
                 BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            }
            false => "DROP TRIGGER refused",
        };
        query(change).execute(&self.pool).await.unwrap();
    }
}

macro_rules! on {
    ($engine:ident: $open:expr; $($module:ident: $($name:ident)*;)*) => {
        mod $engine {
            use super::*;

            $($(
                #[tokio::test]
                async fn $name() {
                    let Some(sandbox) = $open.await else { return };
                    let store = sandbox.open().await;
                    $module::$name(&store).await;
                    sandbox.end(store).await;
                }
            )*)*
        }
    };
}

/// Runs the contract on every engine, and behind a connection pooler.
macro_rules! on_each {
    ($($contract:tt)*) => {
        on! { sqlite: async { Some(Sandbox::on_sqlite()) }; $($contract)* }
        on! { postgres: Sandbox::on_server("CNSCD_TEST_POSTGRES"); $($contract)* }
        on! { pgbouncer: Sandbox::on_server("CNSCD_TEST_PGBOUNCER"); $($contract)* }
    };
}

on_each! {
    answer:
        an_answer_is_given_once_until_it_is_withdrawn
        an_answer_holds_from_when_it_was_given;
    campaign:
        latest_is_none_before_the_first_commit
        a_commit_is_given_back_whole
        the_same_bytes_are_kept_once
        a_commit_is_all_or_nothing
        whoever_lost_the_campaign_publishes_nothing
        others_write_while_a_pull_is_made_ready
        what_was_known_then_is_told_again
        a_decision_that_went_and_came_back_is_told_as_it_was
        a_snapshot_is_never_part_of_its_own_past
        a_quarantined_pull_changes_nothing_until_it_is_accepted
        an_accepted_pull_is_known_from_its_acceptance
        a_rejected_pull_never_counts
        a_later_good_pull_ends_the_wait_of_a_quarantined_one
        a_clock_that_ran_ahead_misleads_nobody
        a_run_that_is_due_is_made_once
        a_report_is_found_by_its_inputs
        the_last_mailed_report_is_one_that_somebody_gets
        a_run_is_told_with_all_that_ended_it
        a_run_left_open_by_a_dead_process_counts_as_failed
        a_run_killed_after_its_commit_stays_stored
        a_campaign_is_held_once;
    asked:
        how_far_a_run_is_is_told_to_whoever_asks
        a_run_that_is_asked_for_waits_until_somebody_begins_it
        a_decision_that_is_asked_for_joins_none_but_the_same
        a_run_that_is_asked_for_is_begun_once
        a_run_of_a_dead_process_serves_no_question
        a_cancelled_run_stores_nothing
        a_run_cancelled_after_its_commit_stays_stored
        a_run_that_waits_is_cancelled_at_once
        what_a_run_came_to_is_kept_as_it_was_told
        who_serves_is_seen_with_its_configuration;
    outbox:
        long_lists_are_read_a_page_at_a_time
        a_mail_is_claimed_once
        the_bytes_sent_are_the_bytes_queued
        readers_of_one_report_share_its_body
        a_refused_recipient_does_not_hold_the_others
        back_off_is_waited_for_unless_told_otherwise
        killed_before_the_text_goes_out_the_mail_is_queued_again
        killed_while_the_text_goes_out_the_mail_is_tried_once_more
        a_second_doubt_leaves_it_to_a_person
        a_refused_recipient_is_owed_the_last_mail_again
        a_clear_no_after_a_doubt_keeps_the_doubt
        a_clear_no_to_the_text_is_no_doubt
        nothing_goes_out_before_its_time
        the_outbox_is_held_once
        the_outbox_tells_how_it_stands
        channels_do_not_hold_one_another
        a_results_sheet_is_owed_once_until_it_is_written
        operators_are_told_once_and_once_when_it_is_well_again;
    page:
        an_account_has_one_name
        a_changed_password_and_a_removed_account_end_sessions
        a_session_is_kept_and_forgotten
        five_wrong_tries_lock_account_and_address_together
        a_link_signs_in_once_within_its_time
        a_token_is_found_by_its_hash
        the_log_tells_the_newest_first;
    notice:
        a_step_is_taken_once_with_all_its_mails
        a_person_is_told_of_a_commune_once_a_day
        two_machines_take_a_step_once
        a_ladder_is_owed_from_when_it_was_first_asked_for
        times_of_notices_are_told_and_old_ones_forgotten;
    care:
        integrity_finds_nothing_in_a_sound_store
        an_erased_person_is_found_nowhere
        a_purge_is_told_before_it_is_made
        a_copy_holds_all_that_its_source_does
        what_is_damaged_is_found_by_reading_everything
        a_purge_keeps_the_latest_snapshot_and_what_is_owed
        a_purge_keeps_the_last_report_that_readers_got
        a_pinned_report_outlives_every_purge;
}

on! {
    file: async { Some(Sandbox::on_sqlite()) };
    care:
        a_backup_is_a_whole_store
        a_backup_over_the_database_itself_is_refused
        bytes_that_were_changed_are_not_given_out
        what_is_long_is_kept_whole_and_purged_whole
        every_column_is_looked_through_or_holds_no_person
        a_purge_leaves_no_byte_behind;
}

on! {
    server: Sandbox::on_server("CNSCD_TEST_POSTGRES");
    care:
        a_backup_of_a_server_is_a_whole_store;
}
