using System.IO.Pipelines;
using System.Net.Sockets;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Connection;

namespace PenguinMails.Ssh.SshNet;

/// <summary>
/// A command that runs on a server: its input, and its standard error as a pipe. Standard output is dropped, or goes into the same pipe.
/// SSH.NET keeps what a server sends until it is read, and a read holds a thread. So the thread that receives moves it into the pipe at
/// once; when the pipe is full, that thread waits, and with it the server.
/// </summary>
internal sealed class CommandChannel : IDisposable
{
    private const int PipeLimit = 1024 * 1024;

    private readonly SshCommand _command;
    private readonly Session _session;
    private readonly bool _keepsOutput;
    private readonly Pipe _errors = new(new PipeOptions(
        pauseWriterThreshold: PipeLimit, resumeWriterThreshold: PipeLimit / 2, useSynchronizationContext: false));

    private readonly byte[] _dropped = new byte[16 * 1024];
    private Stream? _input;
    private readonly TaskCompletionSource _rejected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isAbandoned;

    private CommandChannel(SshCommand command, Session session, bool keepsOutput) =>
        (_command, _session, _keepsOutput) = (command, session, keepsOutput);

    /// <summary>Ends with the command, or with the connection.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>Null when the connection was over before the command, or a signal ended it.</summary>
    public int? ExitCode => _command.ExitStatus;

    /// <summary>What the command writes to its standard error, and where asked for to its standard output.</summary>
    public PipeReader Errors => _errors.Reader;

    /// <param name="command">The command, not started.</param>
    /// <param name="session">Its connection.</param>
    /// <param name="keepsOutput">Whether the standard output goes where the standard error goes.</param>
    public static CommandChannel Start(SshCommand command, Session session, bool keepsOutput)
    {
        var channel = new CommandChannel(command, session, keepsOutput);
        try
        {
            // After the command has subscribed for its streams, and therefore called after it.
            session.ChannelDataReceived += channel.TakeOutput;
            session.ChannelExtendedDataReceived += channel.TakeErrors;
            session.ChannelFailureReceived += channel.EndAsRejected;
            channel.Ended = channel.CompleteAsync(command.ExecuteAsync(CancellationToken.None));
            channel._input = InputOf(command);
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

    /// <summary>Ends the command's input.</summary>
    public Task EndInputAsync() => Task.Run(() =>
    {
        try
        {
            _input!.Dispose();
        }
        catch (Exception failure) when (failure is SshException or SocketException or ObjectDisposedException or IOException or InvalidOperationException)
        {
            // The command, or the connection, has ended.
        }
    });

    /// <summary>Drops what the command still writes; later reads get nothing.</summary>
    public void Abandon() => _errors.Reader.Complete();

    /// <summary>Lets go of the command, whose connection has ended.</summary>
    public void Dispose()
    {
        Abandon();
        _session.ChannelDataReceived -= TakeOutput;
        _session.ChannelExtendedDataReceived -= TakeErrors;
        _session.ChannelFailureReceived -= EndAsRejected;
        _command.Dispose();
    }

    // SSH.NET has none for a command that has ended already.
    private static Stream InputOf(SshCommand command)
    {
        try
        {
            return command.CreateInputStream();
        }
        catch (InvalidOperationException)
        {
            return Stream.Null;
        }
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

    private void TakeOutput(object? sender, MessageEventArgs<ChannelDataMessage> received)
    {
        if (_keepsOutput)
        {
            Take(_command.OutputStream);
        }
        else
        {
            Drop(_command.OutputStream);
        }
    }

    private void TakeErrors(object? sender, MessageEventArgs<ChannelExtendedDataMessage> received) => Take(_command.ExtendedOutputStream);

    private void Take(Stream said)
    {
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
