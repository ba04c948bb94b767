using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Rotation.Tests.Platform;

/// <summary>An instance of the service in this process, with its real database, broker and scheduler, and a clock of the test's.</summary>
internal sealed class RotationService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RotationService(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public static async Task<RotationService> StartAsync(
        string database, string broker, TimeProvider clock, params IEnumerable<(string Setting, string Value)> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:rotation"] = database,
            ["ConnectionStrings:messaging"] = (await TestRabbitMq.SharedAsync()).As(broker, PlatformServices.Rotation),
            ["Rotation:Scheduler:Tick"] = "00:00:00.05",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(entry => KeyValuePair.Create(entry.Setting, (string?)entry.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(new AuditTrail("rotation", clock));
        builder.AddRotation();
        var app = builder.Build();
        await app.StartAsync();
        // Queues are bound then: a test publishes without an outbox that would wait for them.
        await app.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(2));
        await app.Services.GetRequiredService<MigrationsDone>().WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(2));
        return new RotationService(app);
    }

    public Task<T?> ScalarAsync<T>(string sql, object? parameters = null) =>
        Database.ReadAsync(connection => connection.ScalarAsync<T>(sql, parameters), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
