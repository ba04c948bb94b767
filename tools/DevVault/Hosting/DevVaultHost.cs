using Npgsql;
using PenguinMails.DevVault.Core;
using PenguinMails.DevVault.Storage;

namespace PenguinMails.DevVault.Hosting;

/// <summary>From command line to a running server, or a reason why not.</summary>
internal static class DevVaultHost
{
    private const int Refused = 64;

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            if (DevelopmentOnly.Problem(Environment.GetEnvironmentVariable) is { } problem)
            {
                return await RefuseAsync(problem);
            }

            await ServeAsync(StartOptions.Parse(arguments, Environment.GetEnvironmentVariable));
            return 0;
        }
        catch (StartRefusedException problem)
        {
            return await RefuseAsync($"{problem.Message}\n{StartOptions.Usage}");
        }
        catch (Exception problem) when (problem is InvalidOperationException or NpgsqlException or IOException)
        {
            return await RefuseAsync(problem.Message);
        }
    }

    private static async Task ServeAsync(StartOptions options)
    {
        await using var owner = options.PostgresConnection is null
            ? null
            : await StorageOwner.TakeAsync(options.PostgresConnection, TimeProvider.System, CancellationToken.None);
        await using var app = ServerSetup.Build(options, await ServerSetup.OpenStorageAsync(options, CancellationToken.None));
        var server = app.Services.GetRequiredService<VaultServer>();
        await server.LoadAsync(CancellationToken.None);
        await app.StartAsync();
        Banner.Show(Console.Out, app.Urls.First(), server.StorageKind, server.IsInitialized);
        await KeepAsync(owner, app);
        await server.SealAsync(CancellationToken.None);
    }

    /// <summary>Until it is stopped, or another server has taken the table.</summary>
    private static async Task KeepAsync(StorageOwner? owner, WebApplication app)
    {
        using var ended = new CancellationTokenSource();
        var kept = owner?.KeepAsync(ended.Token) ?? Task.Delay(Timeout.Infinite, ended.Token);
        var shutdown = app.WaitForShutdownAsync(CancellationToken.None);
        if (await Task.WhenAny(shutdown, kept) == kept)
        {
            await app.StopAsync(CancellationToken.None);
            await kept;
        }

        await ended.CancelAsync();
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return Refused;
    }
}
