using System.IO.Pipelines;
using System.Net.Sockets;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Connection;

namespace PenguinMails.Ssh.SshNet;

/// <summary>
/// A command that runs on a server: its input, and its standard error as a pipe. SSH.NET keeps all that a server sends until somebody
/// reads it, and a read holds a thread. So what has come is taken from it at once, by the thread that receives: a reader that is
/// behind by more than the pipe holds stops that thread, and with it the server. Standard output is dropped.
/// </summary>
internal sealed class CommandChannel : IDisposable
{
    private const int PipeLimit = 1024 * 1024;

    private readonly SshCommand _command;
    private readonly Session _session;
    private readonly Pipe _errors = new(new PipeOptions(
        pauseWriterThreshold: PipeLimit, resumeWriterThreshold: PipeLimit / 2, useSynchronizationContext: false));

    private readonly byte[] _dropped = new byte[16 * 1024];
    private Stream? _input;
    private readonly TaskCompletionSource _rejected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isAbandoned;

    private CommandChannel(SshCommand command, Session session) => (_command, _session) = (command, session);

    /// <summary>Ends with the command, or with the connection.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Null when the connection was over before the command, or a signal ended it.</summary>
    public int? ExitCode => _command.ExitStatus;

    /// <summary>What the command writes to its standard error.</summary>
    public PipeReader Errors => _errors.Reader;

    public static CommandChannel Start(SshCommand command, Session session)
    {
        var channel = new CommandChannel(command, session);
        try
        {
            // After the command has subscribed for its streams, and therefore called after it.
            session.ChannelDataReceived += channel.DropOutput;
            session.ChannelExtendedDataReceived += channel.TakeErrors;
            session.ChannelFailureReceived += channel.EndAsRejected;
            channel.Ended = channel.CompleteAsync(command.ExecuteAsync(CancellationToken.None));
            channel._input = command.CreateInputStream();
            return channel;
        }
        catch (Exception)
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>Writes to the command's input; what cannot be written because the command has ended is dropped.</summary>
    public async Task WriteAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        try
        {
            // It blocks while the server takes nothing.
            await Task.Run(() => _input!.Write(bytes), cancellationToken).WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is SshException or SocketException or ObjectDisposedException or IOException)
        {
            // What the command said last tells more.
        }
    }

    /// <summary>Drops what the command still writes; later reads get nothing.</summary>
    public void Abandon() => _errors.Reader.Complete();

    /// <summary>Lets go of the command, whose connection has ended.</summary>
    public void Dispose()
    {
        Abandon();
        _session.ChannelDataReceived -= DropOutput;
        _session.ChannelExtendedDataReceived -= TakeErrors;
        _session.ChannelFailureReceived -= EndAsRejected;
        _command.Dispose();
    }

    private async Task CompleteAsync(Task executing)
    {
        try
        {
            await await Task.WhenAny(executing, _rejected.Task);
        }
        catch (Exception failure) when (failure is SshException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection was lost.
        }
        finally
        {
            await _errors.Writer.CompleteAsync();
        }
    }

    private void DropOutput(object? sender, MessageEventArgs<ChannelDataMessage> received) => Drop(_command.OutputStream);

    private void TakeErrors(object? sender, MessageEventArgs<ChannelExtendedDataMessage> received)
    {
        var said = _command.ExtendedOutputStream;
        while (!_isAbandoned && said.Length > 0)
        {
            _errors.Writer.Advance(said.Read(_errors.Writer.GetSpan()));
            var flushing = _errors.Writer.FlushAsync();
            _isAbandoned = (flushing.IsCompleted ? flushing.Result : flushing.AsTask().GetAwaiter().GetResult()).IsCompleted;
        }

        Drop(said);
    }

    private void Drop(Stream stream)
    {
        while (stream.Length > 0)
        {
            _ = stream.Read(_dropped);
        }
    }

    // SSH.NET passes over a server that does not run commands, and waits.
    private void EndAsRejected(object? sender, MessageEventArgs<ChannelFailureMessage> received) => _rejected.TrySetResult();
}
