using Npgsql;
using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Http;
using PenguinMails.DevVault.Storage;

namespace PenguinMails.DevVault.Hosting;

/// <summary>Puts the server together.</summary>
internal static class ServerSetup
{
    public static WebApplication Build(StartOptions options, IStorage storage)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;

            // Vault's own limits; bodies are limited where they are read, because the answer is JSON.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestBufferSize = 4 << 20;
            kestrel.Limits.MaxRequestLineSize = 1 << 20;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1 << 20;
            kestrel.Listen(options.Listen);
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(storage);
        builder.Services.AddSingleton<VaultServer>();
        builder.Services.AddSingleton<VaultApi>();

        var app = builder.Build();
        var api = app.Services.GetRequiredService<VaultApi>();
        app.Run(api.HandleAsync);
        return app;
    }

    public static async Task<IStorage> OpenStorageAsync(StartOptions options, CancellationToken cancellationToken)
    {
        if (options.PostgresConnection is null)
        {
            return new MemoryStorage();
        }

        var source = new NpgsqlDataSourceBuilder(options.PostgresConnection) { ConnectionStringBuilder = { ApplicationName = "DevVault", MaxAutoPrepare = 20 } }.Build();
        var storage = new PostgresStorage(source);
        await storage.PrepareAsync(cancellationToken);
        return storage;
    }
}
