using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.Postgres;

internal sealed class PostgresHealthCheck(NpgsqlDataSource source, MigrationsDone migrations) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!migrations.IsDone)
        {
            return HealthCheckResult.Unhealthy("The database schema is not up to date yet.");
        }

        try
        {
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException failure)
        {
            return HealthCheckResult.Unhealthy($"Postgres does not answer: {failure.Message}");
        }
    }
}
