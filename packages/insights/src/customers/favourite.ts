/**
 * What a person has most of: `person`, `favourite`, its `share` of the weight (0–1). Of two alike the first by name; nothing for those
 * of whom nothing tells. `until` is a further condition.
 */
export function favouriteSql(table: string, column: string, weight: string, until: string): string {
  return `SELECT person, favourite, weight / total AS share
    FROM (SELECT person, favourite, weight, sum(weight) OVER (PARTITION BY person) AS total,
        row_number() OVER (PARTITION BY person ORDER BY weight DESC, favourite) AS place
      FROM (SELECT person, ${column} AS favourite, sum(${weight}) AS weight FROM ${table} AS t
        WHERE person IS NOT NULL AND ${column} IS NOT NULL ${until} GROUP BY person, ${column}) AS g) AS p
    WHERE place = 1`
}
