using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.AdminQuery;

/// <summary>Degraded while reports are late or missing, or the projection is being rebuilt: it answers, and says so.</summary>
internal sealed class ProjectionHealthCheck(Database database, ProjectionState state, MigrationsDone migrations) : IHealthCheck
{
    public const string Name = "projection";

    private const double Bound = 30; // seconds

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!migrations.IsDone)
        {
            return HealthCheckResult.Healthy();
        }

        try
        {
            var (currency, progress) = await database.ReadAsync(
                async read => (await state.ReadAsync(read), await read.ScalarAsync<string>("select concat(done, ' of ', coalesce(total::text, '?')) from rebuild where state = 'running'")),
                cancellationToken);
            return progress is not null ? HealthCheckResult.Degraded($"The list of tenants is being rebuilt: {progress}.")
                : currency.MissingSince is { } since ? HealthCheckResult.Degraded(
                    string.Create(CultureInfo.InvariantCulture, $"Reports of tenants are missing since {since:u}; the list is rebuilt if they do not come."))
                : currency.BehindSeconds is not { } behind ? HealthCheckResult.Degraded("No tenant was reported yet.")
                : behind > Bound ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"The newest report is {behind:0} s old."))
                : HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure.IsPostgresAway())
        {
            return HealthCheckResult.Degraded("Postgres does not answer."); // of which the check of Postgres says more
        }
    }
}
