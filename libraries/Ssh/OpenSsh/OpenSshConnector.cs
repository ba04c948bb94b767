using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace PenguinMails.Ssh;

/// <summary>Reaches servers with the OpenSSH client.</summary>
internal sealed class OpenSshConnector(MemoryFolders folders, IOptions<SshOptions> options) : ISshConnector, IDisposable
{
    private readonly SshOptions _options = options.Value;
    private readonly Handshakes _handshakes = new(options.Value.MaxConcurrentHandshakes);

    public Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        _handshakes.RunAsync("ssh login", endpoint.Address, endpoint.Port, NameOf, async () =>
        {
            using var folder = folders.Create();
            string[] arguments = [.. OpenSshArguments.Pinned(endpoint, identity.Username, folder, _options), "-i", folder.Write("key", identity.PrivateKey.Utf8.Span)];
            var log = await ProbeAsync(identity.Username, endpoint.Address, arguments, log => log.IsAuthenticated, cancellationToken);
            return log.ToAnswer(log.IsAuthenticated, endpoint.HostKey);
        }, cancellationToken);

    public Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken)
    {
        AccountName.Check(username);
        return _handshakes.RunAsync("ssh offer", endpoint.Address, endpoint.Port, NameOf, async () =>
        {
            using var folder = folders.Create();
            var half = folder.Write("key.pub", Encoding.ASCII.GetBytes($"{publicKey}\n"));
            string[] arguments = [.. OpenSshArguments.Pinned(endpoint, username, folder, _options), "-i", half];
            var log = await ProbeAsync(username, endpoint.Address, arguments, log => log.AcceptsKey, cancellationToken);
            return log.ToAnswer(log.AcceptsKey, endpoint.HostKey);
        }, cancellationToken);
    }

    public Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        _handshakes.RunAsync(
            "ssh open",
            endpoint.Address,
            endpoint.Port,
            opening => opening is SshOpening.NotOpened { Answer: var answer } ? NameOf(answer) : nameof(SshAnswer.Accepted),
            () => OpenSshSession.OpenAsync(endpoint, identity, folders, _options, cancellationToken),
            cancellationToken);

    public Task<HostKeyScan> ScanHostKeyAsync(string address, int port, CancellationToken cancellationToken)
    {
        if (!ServerAddress.IsValid(address))
        {
            throw new ArgumentException("The address must be an IP address or a DNS name.", nameof(address));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return _handshakes.RunAsync<HostKeyScan>("ssh host key scan", address, port, scan => scan.GetType().Name, async () =>
        {
            using var folder = folders.Create();
            string[] arguments = [.. OpenSshArguments.Unpinned(port, folder, _options), "-i", "/dev/null"];
            var log = await ProbeAsync("host-key-scan", address, arguments, log => log.IsHostKeyKnown, cancellationToken);
            return log.IsHostKeyKnown && PublicKey.TryParse(await WrittenHostKeyAsync(folder, cancellationToken), out var key)
                ? new HostKeyScan.Found(key)
                : new HostKeyScan.Unreachable(log.Trouble.Reason, log.Trouble.Kind);
        }, cancellationToken);
    }

    public void Dispose() => _handshakes.Dispose();

    private static string NameOf(SshAnswer answer) => answer.GetType().Name;

    // ssh wrote "pinned ssh-ed25519 AAAA…".
    private static async Task<string> WrittenHostKeyAsync(MemoryFolder folder, CancellationToken cancellationToken) =>
        (await File.ReadAllTextAsync(folder.PathOf("known_hosts"), cancellationToken)).Split('\n')[0][(OpenSshArguments.HostAlias.Length + 1)..];

    // The command is for the case that the connection outlives our interest in it: then the login ends by itself.
    private async Task<OpenSshLog> ProbeAsync(
        string username, string address, string[] arguments, Func<OpenSshLog, bool> isEnough, CancellationToken cancellationToken)
    {
        await using var ssh = OpenSshProcess.Start(username, [.. arguments, "-n", "--", address, "exit 0"]);
        // Or a long banner would stop it.
        _ = ssh.Errors.CopyToAsync(Stream.Null, CancellationToken.None);
        return await ssh.FollowAsync(isEnough, _options.ConnectTimeout, cancellationToken);
    }
}
