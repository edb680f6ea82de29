//! A query with its arguments, and the rows that it returns, the same for both engines.
//!
//! Arguments are written `$1`, `$2`, … On PostgreSQL a query to a pool is a transaction of its own:
//! otherwise a pooler in transaction mode may prepare it on one connection and run it on another.
//! For the same reason statements are prepared without a name.

use std::borrow::Cow;
use std::fmt::Write;
use std::pin::Pin;

use sqlx::postgres::{PgArguments, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Postgres, Row as _, Sqlite, Type};

use super::postgres::{Purpose, ServerTransaction};
use super::{Pool, StoreError, Transaction};

/// A query and its arguments.
#[derive(Debug)]
pub(in crate::store) struct Query<'q> {
    text: Cow<'static, str>,
    arguments: Vec<Argument<'q>>,
}

/// Starts a query with this SQL text.
pub(in crate::store) fn query<'q>(text: &'static str) -> Query<'q> {
    Query {
        text: text.into(),
        arguments: Vec::new(),
    }
}

/// A query in progress.
type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// An argument of a query.
#[derive(Debug)]
pub(in crate::store) enum Argument<'q> {
    Text(Option<Cow<'q, str>>),
    Integer(Option<i64>),
    Real(Option<f64>),
    Bytes(Option<Cow<'q, [u8]>>),
}

macro_rules! argument {
    ($($from:ty => $variant:ident, $value:ident => $to:expr;)*) => {$(
        impl<'q> From<$from> for Argument<'q> {
            fn from($value: $from) -> Self {
                Self::$variant($to)
            }
        }
    )*};
}

argument! {
    &'q str => Text, value => Some(value.into());
    &'q String => Text, value => Some(value.as_str().into());
    String => Text, value => Some(value.into());
    Option<&'q str> => Text, value => value.map(Into::into);
    Option<String> => Text, value => value.map(Into::into);
    &'q Option<String> => Text, value => value.as_deref().map(Into::into);
    i64 => Integer, value => Some(value);
    &'q i64 => Integer, value => Some(*value);
    Option<i64> => Integer, value => value;
    Option<f64> => Real, value => value;
    f64 => Real, value => Some(value);
    &'q [u8] => Bytes, value => Some(value.into());
    &'q Vec<u8> => Bytes, value => Some(value.as_slice().into());
    Vec<u8> => Bytes, value => Some(value.into());
    Option<Vec<u8>> => Bytes, value => value.map(Into::into);
}

impl<'q> Query<'q> {
    /// Adds the next argument.
    pub(in crate::store) fn bind(mut self, value: impl Into<Argument<'q>>) -> Self {
        self.arguments.push(value.into());
        self
    }

    /// Appends to the SQL text.
    pub(in crate::store) fn push(&mut self, text: &str) {
        self.text.to_mut().push_str(text);
    }

    /// Adds the next argument, and appends its placeholder to the SQL text.
    pub(in crate::store) fn push_bind(&mut self, value: impl Into<Argument<'q>>) {
        self.arguments.push(value.into());
        let number = self.arguments.len();
        write!(self.text.to_mut(), "${number}").expect("a String takes every word");
    }

    /// Executes the query and returns the number of rows affected.
    pub(in crate::store) async fn execute(
        self,
        of: impl Into<Asked<'_>>,
    ) -> Result<u64, StoreError> {
        self.executed(of.into()).await
    }

    /// Boxed, because callers nest deeply and the library's futures are large themselves.
    fn executed<'a>(self, of: Asked<'a>) -> Answer<'a, u64>
    where
        'q: 'a,
    {
        Box::pin(self.executing(of))
    }

    async fn executing(self, of: Asked<'_>) -> Result<u64, StoreError> {
        match of {
            Asked::Pool(Pool::Sqlite(pool)) => {
                Ok(self.for_sqlite().execute(pool).await?.rows_affected())
            }
            Asked::Transaction(Transaction::Sqlite(transaction)) => Ok(self
                .for_sqlite()
                .execute(&mut **transaction)
                .await?
                .rows_affected()),
            Asked::Pool(Pool::Postgres(server)) => {
                let mut begun = server.begin(Purpose::Writing).await?;
                let rows = self.done_by(&mut begun).await?;
                begun.commit().await?;
                Ok(rows)
            }
            Asked::Transaction(Transaction::Postgres(begun)) => self.done_by(begun).await,
        }
    }

    /// Returns all rows.
    pub(in crate::store) async fn fetch_all(
        self,
        of: impl Into<Asked<'_>>,
    ) -> Result<Vec<Row>, StoreError> {
        self.fetched(of.into()).await
    }

    fn fetched<'a>(self, of: Asked<'a>) -> Answer<'a, Vec<Row>>
    where
        'q: 'a,
    {
        Box::pin(self.fetching(of))
    }

    async fn fetching(self, of: Asked<'_>) -> Result<Vec<Row>, StoreError> {
        let sqlite = |rows: Vec<SqliteRow>| rows.into_iter().map(Row::Sqlite).collect();
        match of {
            Asked::Pool(Pool::Sqlite(pool)) => {
                Ok(self.for_sqlite().fetch_all(pool).await.map(sqlite)?)
            }
            Asked::Transaction(Transaction::Sqlite(transaction)) => Ok(self
                .for_sqlite()
                .fetch_all(&mut **transaction)
                .await
                .map(sqlite)?),
            Asked::Pool(Pool::Postgres(server)) => {
                let mut begun = server.begin(Purpose::Writing).await?;
                let rows = self.answered_by(&mut begun).await?;
                begun.commit().await?;
                Ok(rows)
            }
            Asked::Transaction(Transaction::Postgres(begun)) => self.answered_by(begun).await,
        }
    }

    async fn done_by(self, begun: &mut ServerTransaction) -> Result<u64, StoreError> {
        let asking = self.for_postgres().execute(&mut *begun.transaction);
        let done = ServerTransaction::asked(begun.timeouts, asking).await?;
        Ok(done.rows_affected())
    }

    async fn answered_by(self, begun: &mut ServerTransaction) -> Result<Vec<Row>, StoreError> {
        let asking = self.for_postgres().fetch_all(&mut *begun.transaction);
        let rows = ServerTransaction::asked(begun.timeouts, asking).await?;
        Ok(rows.into_iter().map(Row::Postgres).collect())
    }

    /// Returns at most one row.
    pub(in crate::store) async fn fetch_optional(
        self,
        of: impl Into<Asked<'_>>,
    ) -> Result<Option<Row>, StoreError> {
        Ok(self.fetch_all(of).await?.into_iter().next())
    }

    /// Returns one row; it is an error if there is none.
    pub(in crate::store) async fn fetch_one(
        self,
        of: impl Into<Asked<'_>>,
    ) -> Result<Row, StoreError> {
        let row = self.fetch_optional(of).await?;
        row.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    fn for_sqlite(self) -> sqlx::query::Query<'q, Sqlite, SqliteArguments> {
        let asked = match self.text {
            Cow::Borrowed(text) => sqlx::query(text),
            Cow::Owned(text) => sqlx::query(AssertSqlSafe(text)),
        };
        self.arguments
            .into_iter()
            .fold(asked, |asked, value| match value {
                Argument::Text(Some(Cow::Borrowed(text))) => asked.bind(text),
                Argument::Text(text) => asked.bind(text.map(Cow::into_owned)),
                Argument::Integer(number) => asked.bind(number),
                Argument::Real(number) => asked.bind(number),
                Argument::Bytes(Some(Cow::Borrowed(bytes))) => asked.bind(bytes),
                Argument::Bytes(bytes) => asked.bind(bytes.map(Cow::into_owned)),
            })
    }

    fn for_postgres(self) -> sqlx::query::Query<'q, Postgres, PgArguments> {
        let asked = match self.text {
            Cow::Borrowed(text) => sqlx::query(text),
            Cow::Owned(text) => sqlx::query(AssertSqlSafe(text)),
        };
        self.arguments
            .into_iter()
            .fold(asked.persistent(false), |asked, value| match value {
                Argument::Text(Some(Cow::Borrowed(text))) => asked.bind(text),
                Argument::Text(text) => asked.bind(text.map(Cow::into_owned)),
                Argument::Integer(number) => asked.bind(number),
                Argument::Real(number) => asked.bind(number),
                Argument::Bytes(Some(Cow::Borrowed(bytes))) => asked.bind(bytes),
                Argument::Bytes(bytes) => asked.bind(bytes.map(Cow::into_owned)),
            })
    }
}

/// What a query is sent to: any connection of a pool, or the one of a transaction.
#[derive(Debug)]
pub(in crate::store) enum Asked<'a> {
    Pool(&'a Pool),
    Transaction(&'a mut Transaction),
}

impl Asked<'_> {
    /// Whether the database is a file, which only this machine uses.
    pub(in crate::store) fn is_local(&self) -> bool {
        matches!(
            self,
            Self::Pool(Pool::Sqlite(_)) | Self::Transaction(Transaction::Sqlite(_))
        )
    }
}

impl<'a> From<&'a Pool> for Asked<'a> {
    fn from(pool: &'a Pool) -> Self {
        Self::Pool(pool)
    }
}

impl<'a> From<&'a mut Transaction> for Asked<'a> {
    fn from(transaction: &'a mut Transaction) -> Self {
        Self::Transaction(transaction)
    }
}

/// A row of a result.
#[derive(Debug)]
pub(in crate::store) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column, by name or position.
    pub(in crate::store) fn try_get<'r, T, I>(&'r self, column: I) -> Result<T, StoreError>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite> + Decode<'r, Postgres> + Type<Postgres>,
        I: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(column)?),
            Self::Postgres(row) => Ok(row.try_get(column)?),
        }
    }
}
