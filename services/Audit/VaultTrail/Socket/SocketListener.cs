using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PenguinMails.Audit.VaultTrail.Configuration;

namespace PenguinMails.Audit.VaultTrail.Socket;

/// <summary>
/// Listens for Vault's socket audit device. Vault blocks on a connected device, so a listener that cannot store entries closes its port:
/// Vault then uses its file device at once.
/// </summary>
internal sealed class SocketListener(
    SocketConnection connection, Database database, MigrationsDone migrations, IOptions<VaultTrailOptions> options, TimeProvider time, ILogger<SocketListener> log)
    : DatabaseWorker(migrations, time, log)
{
    private const int MaxConnections = 16;
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    protected override TimeSpan LongestBackOff => RetryInterval;

    protected override bool IsTransient(Exception failure) => failure is SocketException || base.IsTransient(failure);

    protected override async Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Listen is not { } listen)
        {
            return NextRun.Never;
        }

        await database.ReadAsync(read => read.ScalarAsync<int>("select 1"), stoppingToken);
        await ListenAsync(IPEndPoint.Parse(listen), stoppingToken);
        return NextRun.After(RetryInterval);
    }

    /// <summary>Returns when one of the connections cannot store its entries: the database is down for all of them.</summary>
    private async Task ListenAsync(IPEndPoint address, CancellationToken stoppingToken)
    {
        using var round = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        using var places = new SemaphoreSlim(MaxConnections);
        var connections = new ConcurrentDictionary<Task, bool>();
        using var listener = new TcpListener(address);
        listener.Start();
        Log.Listening(Logger, address.ToString());
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
            Log.ListeningWaits(Logger, "The database is away.");
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
                Log.ConnectionEnded(Logger, "closed by Vault");
            }
            catch (Exception failure) when (failure is IOException or OperationCanceledException)
            {
                Log.ConnectionEnded(Logger, failure.Message);
            }
            catch (Exception failure) when (failure.IsPostgresAway())
            {
                await round.CancelAsync();
            }
            catch (Exception failure)
            {
                Log.ConnectionBroke(Logger, failure);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
