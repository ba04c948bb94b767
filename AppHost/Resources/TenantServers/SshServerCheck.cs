using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace PenguinMails.AppHost.Resources.TenantServers;

/// <summary>
/// Whether a tenant's server takes connections. Once it has greeted as an SSH server, later checks look whether it listens: sshd writes
/// lines into its log for each connection that says nothing, among which those of real attempts are lost.
/// </summary>
internal sealed class SshServerCheck(IPEndPoint server)
{
    private const string Greeting = "SSH-2.0-";
    private bool _hasGreeted;

    /// <exception cref="InvalidOperationException">It does not listen, or is no SSH server.</exception>
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
        var greeting = new byte[Greeting.Length];
        await client.GetStream().ReadExactlyAsync(greeting, cancellationToken);
        if (Encoding.ASCII.GetString(greeting) != Greeting)
        {
            throw new InvalidOperationException("What listens there is no SSH server.");
        }
    }
}
