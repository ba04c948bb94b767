using System.Net.Sockets;
using Renci.SshNet.Common;
using Renci.SshNet.Messages.Transport;

namespace PenguinMails.Ssh.SshNet;

/// <summary>What SSH.NET's exceptions say about a connection. Neither their text nor a server's text is passed on.</summary>
internal static class Failures
{
    /// <summary>True for a server that rejected the login: SSH_MSG_USERAUTH_FAILURE, or the end of the connection after the last attempt that it allows.</summary>
    public static bool IsRefusal(Exception failure) => failure is SshAuthenticationException
        || (failure is SshConnectionException closed && closed.Message.Contains("Too many authentication failures", StringComparison.Ordinal));

    /// <summary>Any other failure.</summary>
    public static SshAnswer.Unreachable ToAnswer(Exception failure) => failure switch
    {
        SocketException socket => OfSocket(socket.SocketErrorCode),
        SshConnectionException { InnerException: SocketException inner } => OfSocket(inner.SocketErrorCode),
        SshOperationTimeoutException or OperationCanceledException or TimeoutException => Because(SshTroubleKind.Timeout, "the server did not answer in time"),
        SshConnectionException { DisconnectReason: DisconnectReason.KeyExchangeFailed } =>
            Because(SshTroubleKind.NotSsh, "the server has no algorithm in common with this client"),
        SshConnectionException { DisconnectReason: DisconnectReason.ProtocolError or DisconnectReason.ProtocolVersionNotSupported } =>
            Because(SshTroubleKind.NotSsh, "what answers there speaks no SSH that is still accepted"),
        SshConnectionException or ObjectDisposedException => Because(SshTroubleKind.ConnectionClosed, "the server closed the connection"),
        _ => Because(SshTroubleKind.Other, $"the handshake failed ({failure.GetType().Name})"),
    };

    private static SshAnswer.Unreachable OfSocket(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => Because(SshTroubleKind.ConnectionRefused, "the connection was refused: no SSH server listens there"),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => Because(SshTroubleKind.NoRoute, "there is no route to the server"),
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Because(SshTroubleKind.NameNotResolved, "the server's name could not be resolved"),
        SocketError.TimedOut => Because(SshTroubleKind.Timeout, "the server did not answer in time"),
        _ => Because(SshTroubleKind.ConnectionClosed, "the server closed the connection"),
    };

    private static SshAnswer.Unreachable Because(SshTroubleKind kind, string reason) => new(reason) { Kind = kind };
}
