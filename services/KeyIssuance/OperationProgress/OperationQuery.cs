namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>Reads operations. Another tenant's operation does not exist.</summary>
public sealed class OperationQuery(Database database)
{
    /// <param name="tenantId">Only this tenant's operations; null: any tenant's, for admins.</param>
    /// <param name="operationId">The operation.</param>
    public Task<OperationStatus?> FindAsync(Guid? tenantId, Guid operationId, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var row = await read.QuerySingleOrDefaultAsync<Row>(
                """
                select kind, status, step, started_at, finished_at, error_code, error_detail
                from operation where operation_id = @operationId and (@tenantId::uuid is null or tenant_id = @tenantId)
                """,
                new { operationId, tenantId });
            if (row is null)
            {
                return null;
            }

            var steps = await read.QueryAsync<StepStatus>(
                """
                select name, status, started_at, finished_at, attempts, error
                from operation_step where operation_id = @operationId order by ordinal
                """,
                new { operationId });
            return new OperationStatus(
                operationId, row.Kind, row.Status, row.Step, steps, row.StartedAt, row.FinishedAt,
                row.ErrorCode is { } code ? new OperationError(code, row.ErrorDetail ?? "") : null);
        },
        cancellationToken);

    private sealed record Row(
        string Kind, string Status, string Step, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt, string? ErrorCode, string? ErrorDetail);
}
