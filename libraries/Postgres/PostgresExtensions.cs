using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PenguinMails.Postgres;

public static class PostgresExtensions
{
    /// <summary>
    /// Adds the service's database: data source, <see cref="Database"/>, migrations from the calling service's embedded
    /// <c>NNNN_name.sql</c> files, outbox relay and health checks.
    /// </summary>
    /// <param name="builder">The service.</param>
    /// <param name="connectionName">Name of the connection string.</param>
    /// <param name="migrations">The assembly that embeds the service's SQL files.</param>
    /// <param name="plansAfresh">For a database with partitions: prepared statements are planned for the parameters at hand, each time.</param>
    /// <param name="isDerived">Whether all that it holds can be had again: then it may be dropped while the service runs, and is migrated again.</param>
    public static IHostApplicationBuilder AddPostgres(
        this IHostApplicationBuilder builder, string connectionName, Assembly migrations, bool plansAfresh = false, bool isDerived = false)
    {
        builder.AddDatabase(connectionName, [typeof(PostgresExtensions).Assembly, migrations], plansAfresh, isDerived);
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddHealthChecks().AddCheck<OutboxHealthCheck>(OutboxHealthCheck.Name);
        return builder;
    }

    /// <summary>
    /// Adds the database of a service that sends and takes no messages: as <see cref="AddPostgres"/>, without outbox and inbox.
    /// </summary>
    public static IHostApplicationBuilder AddPostgresWithoutMessages(this IHostApplicationBuilder builder, string connectionName, Assembly migrations) =>
        builder.AddDatabase(connectionName, [migrations], plansAfresh: false, isDerived: false);

    private static IHostApplicationBuilder AddDatabase(
        this IHostApplicationBuilder builder, string connectionName, IReadOnlyList<Assembly> migrations, bool plansAfresh, bool isDerived)
    {
        RegisterTypeHandlers();
        builder.Services.AddSingleton(_ => CreateSource(
            builder.Configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"Set ConnectionStrings:{connectionName} to this service's Postgres database."),
            plansAfresh));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(typeof(Database), isDerived ? typeof(DerivedDatabase) : typeof(Database));
        builder.Services.AddSingleton<MigrationsDone>();
        builder.Services.AddSingleton(new MigratedAssemblies(migrations, isDerived));
        builder.Services.AddHostedService<MigrationService>();
        builder.Services.AddHealthChecks().AddCheck<PostgresHealthCheck>("postgres");
        return builder;
    }

    /// <summary>A data source with the settings of every session, whose spans carry the statements' names.</summary>
    private static NpgsqlDataSource CreateSource(string connectionString, bool plansAfresh)
    {
        var source = new NpgsqlDataSourceBuilder(SessionSettings.AddTo(connectionString, plansAfresh));
        source.ConfigureTracing(tracing => tracing.ConfigureCommandSpanNameProvider(command => StatementNames.Of(command.CommandText)));
        return source.Build();
    }

    /// <summary>Adds <see cref="ChangeNotices"/>.</summary>
    /// <param name="services">The service's.</param>
    /// <param name="channels">What <c>pg_notify</c> names in this service's migrations: lower case, SQL identifiers.</param>
    public static IServiceCollection AddChangeNotices(this IServiceCollection services, params string[] channels)
    {
        services.AddSingleton(provider =>
        {
            var notices = ActivatorUtilities.CreateInstance<ChangeNotices>(provider);
            notices.Add(channels);
            return notices;
        });
        services.AddHostedService(provider => provider.GetRequiredService<ChangeNotices>());
        return services;
    }

    /// <summary>
    /// Teaches Dapper <see cref="DateTimeOffset"/>, and that <c>tenant_id</c> is <c>TenantId</c>; for programs that use
    /// <see cref="Database"/> without a service.
    /// </summary>
    public static void RegisterTypeHandlers()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new DateTimeOffsetHandler());
    }
}
