using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace PenguinMails.AppHost.Resources.TenantServers;

/// <summary>
/// Whether a server takes connections. Once it has greeted as what it should be, later checks look whether it listens: sshd and Dovecot
/// write lines into their logs for each connection that says nothing, among which those of real attempts are lost.
/// </summary>
/// <param name="server">Where it listens.</param>
/// <param name="greeting">How its first line begins.</param>
internal sealed class GreetingCheck(IPEndPoint server, string greeting)
{
    public const string Ssh = "SSH-2.0-";
    public const string Smtp = "220 ";
    public const string Imap = "* OK";
    private bool _hasGreeted;

    /// <exception cref="InvalidOperationException">It does not listen, or is another kind of server.</exception>
    /// <exception cref="SocketException">It takes no connection.</exception>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        if (!_hasGreeted)
        {
            await ReadGreetingAsync(cancellationToken);
            _hasGreeted = true;
        }
        else if (!IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Contains(server))
        {
            throw new InvalidOperationException($"Nothing listens at {server}.");
        }
    }

    private async Task ReadGreetingAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server, cancellationToken);
        var line = new byte[greeting.Length];
        await client.GetStream().ReadExactlyAsync(line, cancellationToken);
        if (Encoding.ASCII.GetString(line) != greeting)
        {
            throw new InvalidOperationException($"What listens at {server} does not greet with \"{greeting}\".");
        }
    }
}
