using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using PenguinMails.Postgres;

namespace PenguinMails.Audit.VaultTrail.Socket;

/// <summary>
/// Listens for Vault's socket audit device. Vault waits for whoever takes its entries, so a listener that cannot keep them does not
/// listen: Vault then goes on with its file at once.
/// </summary>
internal sealed class SocketListener(
    SocketConnection connection, Database database, MigrationsDone migrations, IOptions<VaultTrailOptions> options, TimeProvider time, ILogger<SocketListener> log)
    : BackgroundService
{
    private const int MostConnections = 16;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Listen is not { } listen)
        {
            return;
        }

        var address = IPEndPoint.Parse(listen);
        await migrations.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await database.ReadAsync(read => read.ScalarAsync<int>("select 1"), stoppingToken);
                await ListenAsync(address, stoppingToken);
            }
            catch (Exception failure) when (failure is SocketException || failure.IsPostgresAway())
            {
                Log.ListeningWaits(log, failure.Message);
            }

            await Task.Delay(Retry, time, stoppingToken);
        }
    }

    /// <summary>Returns when one of the connections cannot keep what it is sent; then none can.</summary>
    private async Task ListenAsync(IPEndPoint address, CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var places = new SemaphoreSlim(MostConnections);
        var connections = new ConcurrentDictionary<Task, bool>();
        using var listener = new TcpListener(address);
        listener.Start();
        Log.Listening(log, address.ToString());
        try
        {
            while (true)
            {
                await places.WaitAsync(round.Token);
                var client = await listener.AcceptTcpClientAsync(round.Token);
                var serving = ServeAsync(client, round, places);
                connections[serving] = true;
                _ = serving.ContinueWith(ended => connections.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            Log.ListeningWaits(log, "The database is away.");
        }
        finally
        {
            listener.Stop();
            await round.CancelAsync();
            await Task.WhenAll(connections.Keys);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationTokenSource round, SemaphoreSlim places)
    {
        using (client)
        {
            try
            {
                client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                await connection.ServeAsync(client.GetStream(), round.Token);
                Log.ConnectionEnded(log, "closed by Vault");
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                Log.ConnectionEnded(log, failure.Message);
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                await round.CancelAsync();
            }
            catch (Exception failure)
            {
                Log.ConnectionBroke(log, failure);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
