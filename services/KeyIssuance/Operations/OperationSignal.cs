using System.Threading.Channels;

namespace PenguinMails.KeyIssuance.Operations;

/// <summary>
/// Wakes a worker of this process when an operation was asked for here. It is raised before the commit, so a worker may look
/// too early; the poll of a moment later finds what it missed, as it finds the work of other instances.
/// </summary>
public sealed class OperationSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Raise() => _channel.Writer.TryWrite(true);

    public async Task WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look at the table.
        }
    }
}
