using PenguinMails.KeyIssuance.OperationProgress;

namespace PenguinMails.KeyIssuance.AdminAccess;

/// <summary>Reads what was done to a secret.</summary>
public sealed class SecretOperationsQuery(Database database)
{
    /// <summary>One page of a secret's operations, newest first; null when there is no such secret.</summary>
    public Task<PageOf<SecretOperation>?> FindAsync(SecretReference secret, Page page, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            if (await read.ScalarAsync<Guid?>(
                    "select secret_id from secret where tenant_id = @TenantId and type = @Type and name = @Name", secret) is not { } secretId)
            {
                return null;
            }

            var rows = await read.QueryAsync<Row>(
                """
                select operation_id as "OperationId", kind as "Kind", status as "Status", step as "Step", triggered_by as "TriggeredBy",
                       trigger as "Trigger", actor ->> 'user' as "Actor", reason as "Reason", request_id as "RequestId",
                       started_at as "StartedAt", finished_at as "FinishedAt", error_code as "ErrorCode", error_detail as "ErrorDetail"
                from operation where secret_id = @secretId order by started_at desc, operation_id desc offset @Offset limit @Size
                """,
                new { secretId, page.Offset, page.Size });
            var total = await read.ScalarAsync<int>(
                "select count(*)::int from (select from operation where secret_id = @secretId limit @Reach) as reached", new { secretId, Page.Reach });
            return new PageOf<SecretOperation>([.. rows.Select(row => row.ToOperation())], page.Number, page.Size, total);
        },
        cancellationToken);

    private sealed class Row
    {
        public Guid OperationId { get; init; }
        public required string Kind { get; init; }
        public required string Status { get; init; }
        public required string Step { get; init; }
        public required string TriggeredBy { get; init; }
        public required string Trigger { get; init; }
        public required string Actor { get; init; }
        public string? Reason { get; init; }
        public Guid? RequestId { get; init; }
        public DateTimeOffset StartedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public string? ErrorCode { get; init; }
        public string? ErrorDetail { get; init; }

        public SecretOperation ToOperation() => new(
            OperationId,
            Kind,
            Status,
            Step,
            TriggeredBy,
            Trigger,
            Actor,
            Reason,
            RequestId,
            StartedAt,
            FinishedAt,
            ErrorCode is { } code ? new OperationError(code, ErrorDetail ?? "") : null);
    }
}
