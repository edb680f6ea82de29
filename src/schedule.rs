//! The next run after a given instant, in crontab(5) meaning.
//!
//! Pure: instants in, instants out. Knows no clock and no campaign.
