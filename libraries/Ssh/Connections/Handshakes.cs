using System.Diagnostics;

namespace PenguinMails.Ssh;

/// <summary>How many handshakes are under way at once is bounded, and each is traced and counted.</summary>
/// <param name="most">At once; others wait.</param>
internal sealed class Handshakes(int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most);

    /// <param name="name">What it is for, as traces and metrics call it.</param>
    /// <param name="address">The server's.</param>
    /// <param name="port">The server's.</param>
    /// <param name="outcomeOf">What came of it, as traces and metrics call it.</param>
    /// <param name="handshake">The handshake.</param>
    /// <param name="cancellationToken">Also ends the wait for a place.</param>
    public async Task<T> RunAsync<T>(
        string name, string address, int port, Func<T, string> outcomeOf, Func<Task<T>> handshake, CancellationToken cancellationToken)
    {
        using var activity = SshTelemetry.Start(name, address, port);
        await _places.WaitAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = await handshake();
            activity?.SetTag("ssh.answer", outcomeOf(result));
            SshTelemetry.Handshake(name, outcomeOf(result), Stopwatch.GetElapsedTime(started));
            return result;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
