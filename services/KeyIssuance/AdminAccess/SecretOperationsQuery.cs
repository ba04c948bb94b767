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

            var rows = await page.ReadAsync<Row>(
                read,
                """
                operation_id, kind, status, step, triggered_by, trigger, actor ->> 'user' as "Actor", reason, request_id,
                started_at, finished_at, error_code, error_detail
                """,
                "operation where secret_id = @secretId",
                "started_at desc, operation_id desc",
                new { secretId });
            return rows.Select(row => row.ToOperation());
        },
        cancellationToken);

    private sealed record Row(
        Guid OperationId, string Kind, string Status, string Step, string TriggeredBy, string Trigger, string Actor, string? Reason,
        Guid? RequestId, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? ErrorCode, string? ErrorDetail)
    {
        public SecretOperation ToOperation() => new(
            OperationId, Kind, Status, Step, TriggeredBy, Trigger, Actor, Reason, RequestId, StartedAt, FinishedAt,
            ErrorCode is { } code ? new OperationError(code, ErrorDetail ?? "") : null);
    }
}
