namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>Reads operations. Another tenant's operation does not exist.</summary>
public sealed class OperationQuery(Database database)
{
    /// <param name="tenantId">Only this tenant's operations; null: any tenant's, for admins.</param>
    /// <param name="operationId">The operation.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<OperationStatus?> FindAsync(Guid? tenantId, Guid operationId, CancellationToken cancellationToken) => database.ReadAsync(
        async read =>
        {
            var row = await read.QuerySingleOrDefaultAsync<Row>(
                """
                select kind as "Kind", status as "Status", step as "Step", started_at as "StartedAt", finished_at as "FinishedAt",
                       error_code as "ErrorCode", error_detail as "ErrorDetail"
                from operation where operation_id = @operationId and (@tenantId::uuid is null or tenant_id = @tenantId)
                """,
                new { operationId, tenantId });
            if (row is null)
            {
                return null;
            }

            var steps = await read.QueryAsync<StepStatus>(
                """
                select name as "Name", status as "Status", started_at as "StartedAt", finished_at as "FinishedAt",
                       attempts as "Attempts", error as "Error"
                from operation_step where operation_id = @operationId order by ordinal
                """,
                new { operationId });
            return new OperationStatus(
                operationId,
                row.Kind,
                row.Status,
                row.Step,
                steps,
                row.StartedAt,
                row.FinishedAt,
                row.ErrorCode is { } code ? new OperationError(code, row.ErrorDetail ?? "") : null);
        },
        cancellationToken);

    private sealed class Row
    {
        public required string Kind { get; init; }
        public required string Status { get; init; }
        public required string Step { get; init; }
        public DateTimeOffset StartedAt { get; init; }
        public DateTimeOffset? FinishedAt { get; init; }
        public string? ErrorCode { get; init; }
        public string? ErrorDetail { get; init; }
    }
}
