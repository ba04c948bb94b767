namespace PenguinMails.KeyIssuance.ServiceReads;

/// <summary>
/// Keeps counted reads until their minute is over on all instances; then they become one record for each client, secret and minute, and a
/// message by which Rotation counts them.
/// </summary>
internal sealed class ReadStore(Database database, SecretTypeCatalog types, AuditTrail trail)
{
    private const int BatchSize = 200;
    private static readonly JsonSerializerOptions Columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Adds a batch, once. It returns when the batch is durable.</summary>
    public Task AddAsync(Guid batchId, IReadOnlyCollection<CountedReads> reads, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (!await transaction.IsFirstAsync(batchId, nameof(ReadStore)))
            {
                return;
            }

            // In one order, so that two batches never wait for each other.
            await transaction.ExecuteAsync(
                """
                insert into service_read as known (minute, client_id, tenant_id, type, name, version_id, code, actor, handed_out, not_modified, refused, last_at)
                select minute, client_id, tenant_id, type, name, version_id, code, actor, handed_out, not_modified, refused, last_at
                from jsonb_to_recordset(@rows::jsonb) as entry(minute timestamptz, client_id uuid, tenant_id uuid, type text, name text, version_id uuid,
                    code text, actor jsonb, handed_out int, not_modified int, refused int, last_at timestamptz)
                order by minute, client_id, tenant_id, type, name, version_id, code
                on conflict (minute, client_id, tenant_id, type, name, version_id, code) do update set
                    handed_out = known.handed_out + excluded.handed_out, not_modified = known.not_modified + excluded.not_modified,
                    refused = known.refused + excluded.refused,
                    actor = case when excluded.last_at > known.last_at then excluded.actor else known.actor end,
                    last_at = greatest(known.last_at, excluded.last_at)
                """,
                new { rows = JsonSerializer.Serialize(reads.Select(Row.Of), Columns) });
        },
        cancellationToken);

    /// <summary>Records reads of minutes before a time. What is stored later than that gets another record.</summary>
    /// <returns>Whether there are more.</returns>
    public Task<bool> RecordAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var rows = await transaction.QueryAsync<Row>(
                """
                delete from service_read where ctid = any(array(
                    select ctid from service_read where minute < @before order by minute limit @BatchSize for update skip locked))
                returning minute, client_id, tenant_id, type, name, version_id, code, actor::text as actor_json, handed_out, not_modified, refused, last_at
                """,
                new { before, BatchSize });
            foreach (var row in rows)
            {
                await RecordAsync(transaction, row);
            }

            return rows.Count == BatchSize;
        },
        cancellationToken);

    private async Task RecordAsync(DatabaseTransaction transaction, Row row)
    {
        var secret = new SecretReference(row.TenantId, row.Type, row.Name);
        await trail.RecordAsync(transaction, row.ReadActor(), new AuditEntry(ServiceReadAudit.ActionOf(types, row.Type), row.Code.Length == 0 ? AuditOutcomes.Success : AuditOutcomes.Refused)
        {
            Secret = secret,
            VersionId = row.VersionId == Guid.Empty ? null : row.VersionId,
            Code = row.Code.Length == 0 ? null : row.Code,
            Details = row.Describe(),
        });
        if (row.HandedOut > 0)
        {
            await transaction.PublishAsync(new SecretUsed(secret, row.VersionId, SecretUses.Read, row.HandedOut, row.LastAt));
        }
    }

    private sealed class Row
    {
        public DateTimeOffset Minute { get; init; }
        public Guid ClientId { get; init; }
        public Guid TenantId { get; init; }
        public string Type { get; init; } = "";
        public string Name { get; init; } = "";
        public Guid VersionId { get; init; }
        public string Code { get; init; } = "";
        public AuditActor? Actor { get; init; }
        public string? ActorJson { get; init; }
        public int HandedOut { get; init; }
        public int NotModified { get; init; }
        public int Refused { get; init; }
        public DateTimeOffset LastAt { get; init; }

        public AuditActor ReadActor() => JsonSerializer.Deserialize<AuditActor>(ActorJson!, Columns)!;

        public static Row Of(CountedReads reads) => new()
        {
            Minute = reads.Group.Minute,
            ClientId = reads.Group.ClientId,
            TenantId = reads.Group.Secret.TenantId,
            Type = reads.Group.Secret.Type,
            Name = reads.Group.Secret.Name,
            VersionId = reads.Group.VersionId,
            Code = reads.Group.Code,
            Actor = reads.Actor,
            HandedOut = reads.HandedOut,
            NotModified = reads.NotModified,
            Refused = reads.Refused,
            LastAt = reads.LastAt,
        };

        public Dictionary<string, string> Describe()
        {
            var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["minute"] = Minute.ToString("O", CultureInfo.InvariantCulture) };
            foreach (var (name, count) in new[] { ("handedOut", HandedOut), ("notModified", NotModified), ("refused", Refused) })
            {
                if (count > 0)
                {
                    details[name] = count.ToString(CultureInfo.InvariantCulture);
                }
            }

            return details;
        }
    }
}

/// <summary>How reads by services are named in the ledger.</summary>
internal static class ServiceReadAudit
{
    /// <summary>For refusals before a type is known.</summary>
    public const string AnyType = "secret.fetch";

    public static string ActionOf(SecretTypeCatalog types, string type) => $"{types.AuditPrefixOf(type)}.fetch";
}
