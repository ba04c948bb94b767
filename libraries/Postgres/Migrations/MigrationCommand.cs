using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace PenguinMails.Postgres;

/// <summary>
/// <c>{service} migrate</c>: migrates the service's database as its owner and ends. The service itself then runs with a role that owns nothing, and
/// never has the owner's password.
/// </summary>
/// <remarks>
/// <c>ConnectionStrings:{name}</c> is the owner's here, <c>Migrations:ServiceRole</c> the name of the service's role.
/// </remarks>
public static class MigrationCommand
{
    private const string Name = "migrate";
    private const string ServiceRole = "Migrations:ServiceRole";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether the command line asks, with its last word, for the migration instead of the service.</summary>
    public static bool IsAsked(string[] args) => args is [.., Name];

    /// <summary>Migrates the database; waits two minutes for one that does not answer.</summary>
    /// <param name="configuration">The service's.</param>
    /// <param name="connectionName">Name of the connection string.</param>
    /// <param name="migrations">The assembly that embeds the service's SQL files.</param>
    /// <returns>The exit code: 0, or 1 when it failed.</returns>
    public static async Task<int> RunAsync(IConfiguration configuration, string connectionName, Assembly migrations)
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddConfiguration(configuration.GetSection("Logging")).AddConsole());
        var log = loggers.CreateLogger(typeof(MigrationCommand));
        if (configuration.GetConnectionString(connectionName) is not { Length: > 0 } owner || configuration[ServiceRole] is not { Length: > 0 } serviceRole)
        {
            Log.MigrationFailed(log, $"Set ConnectionStrings:{connectionName} to the owner's connection, and {ServiceRole} to the name of the service's role.");
            return 1;
        }

        using var limit = new CancellationTokenSource(Patience);
        await using var source = NpgsqlDataSource.Create(owner);
        while (true)
        {
            try
            {
                await Migrator.MigrateAsync(source, [typeof(MigrationCommand).Assembly, migrations], CancellationToken.None, serviceRole);
                Log.Migrated(log);
                return 0;
            }
            catch (Exception failure) when (failure.IsPostgresAway() && !limit.IsCancellationRequested)
            {
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException)
            {
                Log.MigrationFailed(log, failure.Message);
                return 1;
            }
        }
    }
}
