using Renci.SshNet;
using Renci.SshNet.Common;
using Renci.SshNet.Security;

namespace PenguinMails.Ssh.Tests.AuthorizedKeys.Differential;

/// <summary>
/// One connection that offers keys one after the other, which takes sshd some milliseconds each, where a connection for each takes fifty.
/// </summary>
internal static class OfferingClient
{
    /// <summary>Offers all keys, each of which prepares for its turn. A connection that ends early, as some signatures make it, is replaced.</summary>
    public static async Task RunAsync(string address, int port, string username, IReadOnlyList<Offer> offers)
    {
        for (var left = offers; left.Count > 0; left = [.. offers.Where(offer => !offer.IsAnswered)])
        {
            await ConnectAsync(address, port, username, left);
            Assert.That(left[0].IsAnswered, $"A key offered to {username} was not answered.");
        }
    }

    private static async Task ConnectAsync(string address, int port, string username, IReadOnlyList<Offer> offers)
    {
        var connection = new ConnectionInfo(address, port, username, new PrivateKeyAuthenticationMethod(username, new Source(offers))) { Timeout = TimeSpan.FromMinutes(1) };
        using var client = new SshClient(connection);
        var hasEnded = false;
        try
        {
            await client.ConnectAsync(CancellationToken.None);
        }
        catch (SshAuthenticationException)
        {
            // No key can sign.
            hasEnded = true;
        }
        catch (SshException)
        {
            // The key whose turn it was has no answer, unless that was what ended the connection.
        }

        var made = offers.TakeWhile(offer => offer.WasMade).ToArray();
        foreach (var (index, offer) in made.Index())
        {
            offer.IsAnswered = hasEnded || offer.WasAccepted || index < made.Length - 1;
        }
    }

    private sealed class Source(IReadOnlyList<Offer> offers) : IPrivateKeySource
    {
        public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; } = [.. offers];
    }
}

/// <summary>A key that is offered; sshd accepts it by asking for a signature.</summary>
internal sealed class Offer(OfferableKey key, Action prepare) : HostAlgorithm(key.Algorithm)
{
    public bool IsAnswered { get; set; }

    public bool WasMade { get; private set; }

    public bool WasAccepted { get; private set; }

    /// <summary>Asked for when the key's turn has come, and again for a signature.</summary>
    public override byte[] Data
    {
        get
        {
            if (!WasAccepted)
            {
                prepare();
                WasMade = true;
            }

            return key.Blob;
        }
    }

    public override byte[] Sign(byte[] data)
    {
        WasAccepted = true;
        return [.. KeyPool.String("none"u8), .. KeyPool.String("no signature"u8)];
    }

    public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException();
}
