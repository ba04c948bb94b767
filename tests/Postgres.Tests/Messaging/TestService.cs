using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>A service reduced to its database and its messages.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestService(WebApplication app) => _app = app;

    public Database Database => _app.Services.GetRequiredService<Database>();

    public IServiceProvider Services => _app.Services;

    private NpgsqlDataSource Source => _app.Services.GetRequiredService<NpgsqlDataSource>();

    /// <summary>Starts it and waits for its schema, not for its broker.</summary>
    /// <param name="consumers">What it consumes, as a service says it.</param>
    /// <param name="services">Further registrations; they win.</param>
    public static async Task<TestService> StartAsync(
        string database,
        string broker,
        Action<MessagingBuilder>? consumers = null,
        Action<IServiceCollection>? services = null,
        string name = "test")
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:test"] = database,
            ["ConnectionStrings:messaging"] = broker,
            ["Logging:LogLevel:Default"] = "Warning",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddPostgres("test", typeof(TestService).Assembly);
        builder.AddMessaging(name, consumers);
        builder.Services.AddSingleton<SenderRules, AnySender>();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        await app.StartAsync();
        await app.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        return new TestService(app);
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Its queues are bound then: what nobody must take is not kept for a queue that comes later.</summary>
    public Task WaitBoundAsync() =>
        _app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(2));

    /// <summary>What the service reports of itself, and the descriptions of what is wrong by the checks' names.</summary>
    public async Task<(HealthStatus Status, IReadOnlyDictionary<string, string> Wrong)> HealthAsync()
    {
        var report = await _app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        return (report.Status, report.Entries.Where(check => check.Value.Status != HealthStatus.Healthy)
            .ToDictionary(check => check.Key, check => check.Value.Description ?? "", StringComparer.Ordinal));
    }

    /// <summary>The effects of this database's consumers, in order.</summary>
    public async Task<List<string>> HandledAsync()
    {
        await using var command = Source.CreateCommand("select label from handled order by sequence");
        return await ReadAsync(command);
    }

    public async Task<int> CountAsync(string table)
    {
        await using var command = Source.CreateCommand($"select count(*)::int from {table}");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task<List<string>> ReadAsync(NpgsqlCommand command)
    {
        await using var rows = await command.ExecuteReaderAsync();
        var labels = new List<string>();
        while (await rows.ReadAsync())
        {
            labels.Add(rows.GetString(0));
        }

        return labels;
    }

    /// <summary>No service of the platform has the name of this one; SenderTests sees to the real rules.</summary>
    private sealed class AnySender : SenderRules
    {
        public override string? Refusal(Type type, string? sender) => null;

        public override string? Refusal(object message, string? sender) => null;
    }
}
