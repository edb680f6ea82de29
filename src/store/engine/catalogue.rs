//! The catalogue of a database: its tables, their columns and references.

use super::{Asked, Transaction, query};
use crate::store::StoreError;
use crate::store::copy::{ColumnType, DatabaseTable};

/// All tables, sorted by name.
pub(in crate::store) async fn tables(
    asking: &mut Transaction,
) -> Result<Vec<DatabaseTable>, StoreError> {
    let [tables, columns, references] = match Asked::from(&mut *asking).is_local() {
        true => [
            "SELECT name FROM sqlite_schema
             WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
            "SELECT name, type AS kind FROM pragma_table_info($1) ORDER BY cid",
            "SELECT DISTINCT \"table\" AS other FROM pragma_foreign_key_list($1)",
        ],
        false => [
            "SELECT tablename::text AS name FROM pg_tables
             WHERE schemaname = current_schema() ORDER BY tablename",
            "SELECT column_name::text AS name, data_type::text AS kind
             FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
            "SELECT DISTINCT other.relname::text AS other FROM pg_constraint AS reference
             JOIN pg_class AS own ON own.oid = reference.conrelid
             JOIN pg_class AS other ON other.oid = reference.confrelid
             JOIN pg_namespace AS place ON place.oid = own.relnamespace
             WHERE reference.contype = 'f' AND place.nspname = current_schema()
               AND own.relname = $1",
        ],
    };
    let mut found = Vec::new();
    for row in query(tables).fetch_all(&mut *asking).await? {
        let name: String = row.try_get("name")?;
        let mut table = DatabaseTable {
            columns: Vec::new(),
            refers_to: Default::default(),
            name,
        };
        for row in query(columns)
            .bind(&table.name)
            .fetch_all(&mut *asking)
            .await?
        {
            let kind: String = row.try_get("kind")?;
            let kind = match kind.to_ascii_uppercase().as_str() {
                "TEXT" => ColumnType::Text,
                "BIGINT" => ColumnType::Integer,
                "DOUBLE PRECISION" => ColumnType::Real,
                "BYTEA" => ColumnType::Bytes,
                other => {
                    return Err(StoreError::Damaged {
                        what: format!("{}: a column of the kind {other}", table.name),
                    });
                }
            };
            table.columns.push((row.try_get("name")?, kind));
        }
        for row in query(references)
            .bind(&table.name)
            .fetch_all(&mut *asking)
            .await?
        {
            table.refers_to.insert(row.try_get("other")?);
        }
        found.push(table);
    }
    Ok(found)
}
