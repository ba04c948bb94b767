using Npgsql;
using NpgsqlTypes;

namespace PenguinMails.Audit.Ledger;

/// <summary>The columns that repeat parts of a record's body for queries, and the ids of its separately stored data.</summary>
internal sealed record RecordColumns(
    Guid RecordId,
    DateTimeOffset OccurredAt,
    string? Service,
    string? Action,
    string? Outcome,
    Guid? UserId,
    Guid? SessionId,
    string? Role,
    Guid? TenantId,
    string? SecretType,
    string? SecretName,
    Guid? VersionId,
    Guid? CorrelationId,
    string? Code,
    string? TraceId,
    Guid? CampaignId,
    ArchivedIds Ids)
{
    /// <summary>The COPY that <see cref="WriteAsync"/> writes for.</summary>
    public const string Copy =
        """
        copy audit_record (chain, sequence, recorded_at, format, record_id, occurred_at, service, action, outcome, person_id, origin_id,
            user_id, session_id, role, tenant_id, secret_type, secret_name, path_id, version_id, correlation_id, code, trace_id,
            behalf_origin_id, campaign_id, legacy_user_name, legacy_ip_address, legacy_reason, body, previous_hash, hash)
        from stdin (format binary)
        """;

    // Records of format 1 hold in their bodies what later ones keep apart.
    private string? LegacyUser { get; init; }
    private string? LegacyAddress { get; init; }
    private string? LegacyReason { get; init; }

    public static RecordColumns Of(AuditRecorded message, Origins origins, long? pathId) => new(
        message.RecordId, message.OccurredAt, message.Service, message.Action, message.Outcome, message.Actor.UserId,
        message.Actor.SessionId, message.Actor.Role, message.TenantId, message.Secret?.Type, message.Secret?.Name,
        message.VersionId, message.CorrelationId, message.Code, message.TraceId, message.CampaignId,
        new ArchivedIds(RecordFormat.Committed, origins.Actor.PersonId, origins.Actor.OriginId, pathId, origins.OnBehalfOf?.OriginId));

    /// <summary>The columns that <see cref="Read"/> reads, of a record <c>r</c>.</summary>
    public const string Selected =
        """
        r.record_id, r.occurred_at, r.service, r.action, r.outcome, r.user_id, r.session_id, r.role, r.tenant_id, r.secret_type,
        r.secret_name, r.version_id, r.correlation_id, r.code, r.trace_id, r.campaign_id, r.legacy_user_name, r.legacy_ip_address, r.legacy_reason
        """;

    /// <summary>As they stand in the row, from this column on.</summary>
    public static RecordColumns Read(NpgsqlDataReader row, int at, ArchivedIds ids) => new(
        row.GetGuid(at),
        new DateTimeOffset(row.GetDateTime(at + 1)),
        Text(row, at + 2), Text(row, at + 3), Text(row, at + 4), Id(row, at + 5), Id(row, at + 6), Text(row, at + 7),
        Id(row, at + 8), Text(row, at + 9), Text(row, at + 10), Id(row, at + 11), Id(row, at + 12), Text(row, at + 13),
        Text(row, at + 14), Id(row, at + 15),
        ids)
    { LegacyUser = Text(row, at + 16), LegacyAddress = Text(row, at + 17), LegacyReason = Text(row, at + 18) };

    /// <summary>Made again from the body: of a record that comes back from an archive, or is checked.</summary>
    /// <exception cref="FormatException">The body is no record's.</exception>
    public static RecordColumns Of(LedgerRecord record, ArchivedIds ids)
    {
        using var document = JsonDocument.Parse(record.Body);
        var body = document.RootElement;
        var (actor, secret) = (body.Member("actor"), body.Member("secret"));
        return new RecordColumns(
            Id(body, "recordId") ?? throw new FormatException("A record has no id."),
            DateTimeOffset.TryParse(Text(body, "occurredAt"), CultureInfo.InvariantCulture, out var occurredAt)
                ? LedgerTime.Cut(occurredAt)
                : throw new FormatException("A record has no time."),
            Text(body, "service"),
            Text(body, "action"),
            Text(body, "outcome"),
            Id(actor, "userId"),
            Id(actor, "sessionId"),
            Text(actor, "role"),
            Id(body, "tenantId"),
            Text(secret, "type"),
            Text(secret, "name"),
            Id(body, "versionId"),
            Id(body, "correlationId"),
            Text(body, "code"),
            Text(body, "traceId"),
            Id(body, "campaignId"),
            ids)
        {
            LegacyUser = Text(actor, "user"),
            LegacyAddress = Text(actor, "ipAddress"),
            LegacyReason = RecordFormat.Of(body) == RecordFormat.Committed ? null : Text(body, "reason"),
        };
    }

    public async Task WriteAsync(NpgsqlBinaryImporter import, LedgerRecord record, CancellationToken cancellationToken)
    {
        await import.StartRowAsync(cancellationToken);
        await import.WriteAsync(record.Chain, NpgsqlDbType.Text, cancellationToken);
        await import.WriteAsync(record.Sequence, NpgsqlDbType.Bigint, cancellationToken);
        await import.WriteAsync(record.RecordedAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await import.WriteAsync(Ids.Format, NpgsqlDbType.Smallint, cancellationToken);
        await import.WriteAsync(RecordId, NpgsqlDbType.Uuid, cancellationToken);
        await import.WriteAsync(OccurredAt.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await TextAsync(Service);
        await TextAsync(Action);
        await TextAsync(Outcome);
        await import.WriteAsync(Ids.PersonId, NpgsqlDbType.Bigint, cancellationToken);
        await NumberAsync(Ids.OriginId);
        await IdAsync(UserId);
        await IdAsync(SessionId);
        await TextAsync(Role);
        await IdAsync(TenantId);
        await TextAsync(SecretType);
        await TextAsync(SecretName);
        await NumberAsync(Ids.PathId);
        await IdAsync(VersionId);
        await IdAsync(CorrelationId);
        await TextAsync(Code);
        await TextAsync(TraceId);
        await NumberAsync(Ids.OnBehalfOf);
        await IdAsync(CampaignId);
        await TextAsync(LegacyUser);
        await TextAsync(LegacyAddress);
        await TextAsync(LegacyReason);
        await import.WriteAsync(record.Body, NpgsqlDbType.Bytea, cancellationToken);
        await import.WriteAsync(record.PreviousHash, NpgsqlDbType.Bytea, cancellationToken);
        await import.WriteAsync(record.Hash, NpgsqlDbType.Bytea, cancellationToken);

        Task TextAsync(string? text) => text is null
            ? import.WriteNullAsync(cancellationToken)
            : import.WriteAsync(StorableText.Of(text), NpgsqlDbType.Text, cancellationToken);

        Task IdAsync(Guid? id) => id is { } value
            ? import.WriteAsync(value, NpgsqlDbType.Uuid, cancellationToken)
            : import.WriteNullAsync(cancellationToken);

        Task NumberAsync(long? number) => number is { } value
            ? import.WriteAsync(value, NpgsqlDbType.Bigint, cancellationToken)
            : import.WriteNullAsync(cancellationToken);
    }

    private static string? Text(JsonElement json, string name) => StorableText.Of(json.Text(name));

    private static Guid? Id(JsonElement json, string name) => Guid.TryParse(json.Text(name), out var id) ? id : null;

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
