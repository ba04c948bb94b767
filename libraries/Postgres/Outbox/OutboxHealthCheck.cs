using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.Postgres;

/// <summary>Degraded while the oldest message of the outbox waits for long: others do not learn what this service did.</summary>
internal sealed class OutboxHealthCheck(NpgsqlDataSource source, MigrationsDone migrations) : IHealthCheck
{
    public const string Name = "outbox";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!migrations.IsDone)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            var oldest = await connection.QuerySingleOrDefaultAsync<Waiting>(
                """
                select message_type, attempts, extract(epoch from now() - created_at)::float8 as seconds from outbox_message order by sequence limit 1
                """);
            return oldest is null || oldest.Seconds < Bound.TotalSeconds ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(Describe(oldest));
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Degraded("Postgres does not answer."); // of which the check of Postgres says more
        }
    }

    private static string Describe(Waiting oldest) =>
        $"A message of type {oldest.MessageType.Split('.')[^1]} has waited for {oldest.Seconds:0} s: "
        + (oldest.Attempts > 0 ? "no queue takes it." : "RabbitMQ takes no messages.");

    private sealed record Waiting(string MessageType, int Attempts, double Seconds);
}
