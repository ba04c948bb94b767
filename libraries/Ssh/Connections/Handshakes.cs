namespace PenguinMails.Ssh;

/// <summary>Bounds the number of concurrent handshakes, and traces and counts each.</summary>
/// <param name="most">The bound; further handshakes wait.</param>
internal sealed class Handshakes(int most) : IDisposable
{
    private readonly SemaphoreSlim _places = new(most);

    /// <param name="name">Its purpose, in traces and metrics.</param>
    /// <param name="outcomeOf">Its outcome, in traces and metrics.</param>
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
