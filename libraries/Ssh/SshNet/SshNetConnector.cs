using System.Buffers.Binary;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using Renci.SshNet;

namespace PenguinMails.Ssh.SshNet;

/// <summary>Reaches servers with SSH.NET (PackageFeed=full).</summary>
internal sealed class SshNetConnector(IOptions<SshOptions> options) : ISshConnector, IDisposable
{
    private readonly SshOptions _options = options.Value;
    private readonly Handshakes _handshakes = new(options.Value.MaxConcurrentHandshakes);

    public Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        _handshakes.RunAsync("ssh login", endpoint.Address, endpoint.Port, answer => answer.GetType().Name, async () =>
        {
            using var key = Load(identity.PrivateKey);
            using var client = new PinnedClient(endpoint, new PrivateKeyAuthenticationMethod(identity.Username, key), _options);
            return await client.ConnectAsync(wasAccepted: null, cancellationToken);
        }, cancellationToken);

    public Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken)
    {
        AccountName.Check(username);
        return _handshakes.RunAsync("ssh offer", endpoint.Address, endpoint.Port, answer => answer.GetType().Name, async () =>
        {
            var offer = new OfferedKey(publicKey);
            using var client = new PinnedClient(endpoint, new PrivateKeyAuthenticationMethod(username, offer), _options);
            return await client.ConnectAsync(() => offer.WasAccepted, cancellationToken);
        }, cancellationToken);
    }

    public Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        _handshakes.RunAsync<SshOpening>("ssh open", endpoint.Address, endpoint.Port, opening => opening.GetType().Name, async () =>
        {
            using var key = Load(identity.PrivateKey);
            var client = new PinnedClient(endpoint, new PrivateKeyAuthenticationMethod(identity.Username, key), _options);
            var answer = (SshAnswer?)null;
            try
            {
                answer = await client.ConnectAsync(wasAccepted: null, cancellationToken);
                return answer is SshAnswer.Accepted
                    ? new SshOpening.Opened(new SshNetSession(client, endpoint, identity.Username, _options))
                    : new SshOpening.NotOpened(answer);
            }
            finally
            {
                if (answer is not SshAnswer.Accepted)
                {
                    client.Dispose();
                }
            }
        }, cancellationToken);

    public Task<HostKeyScan> ScanHostKeyAsync(string address, int port, CancellationToken cancellationToken)
    {
        if (!ServerAddress.IsValid(address))
        {
            throw new ArgumentException("The address must be an IP address or a DNS name.", nameof(address));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        return _handshakes.RunAsync("ssh host key scan", address, port, scan => scan.GetType().Name, () => ScanAsync(address, port, cancellationToken), cancellationToken);
    }

    public void Dispose() => _handshakes.Dispose();

    private async Task<HostKeyScan> ScanAsync(string address, int port, CancellationToken cancellationToken)
    {
        byte[]? shown = null;
        var connection = new ConnectionInfo(address, port, "host-key-scan", new NoneAuthenticationMethod("host-key-scan")) { Timeout = _options.ConnectTimeout };
        using var client = new SshClient(connection);
        client.HostKeyReceived += (_, key) => (shown, key.CanTrust) = (key.HostKey, false);
        try
        {
            await Task.Run(() => client.ConnectAsync(cancellationToken), cancellationToken).WaitAsync(_options.ConnectTimeout, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && shown is null)
        {
            var trouble = PinnedClient.Unreachable(failure);
            return new HostKeyScan.Unreachable(trouble.Reason, trouble.Kind);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // As wanted: the key was seen, and not trusted.
        }

        return PublicKey.TryParse($"{AlgorithmOf(shown)} {Convert.ToBase64String(shown ?? [])}", out var hostKey)
            ? new HostKeyScan.Found(hostKey)
            : new HostKeyScan.Unreachable("the server shows a host key of an unknown kind", SshTroubleKind.NotSsh);
    }

    private static string AlgorithmOf(byte[]? blob) =>
        blob is null ? "" : Encoding.ASCII.GetString(blob, 4, BinaryPrimitives.ReadInt32BigEndian(blob));

    private static PrivateKeyFile Load(PlainTextPrivateKey key)
    {
        using var text = new MemoryStream(key.Utf8.ToArray());
        return new PrivateKeyFile(text);
    }
}
