using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace PenguinMails.AppHost.Resources.Dns;

/// <summary>Whether a DNS server answers for a zone with authority: asks for the zone's SOA record over UDP (RFC 1035, 4.1).</summary>
internal sealed class DnsServerCheck(IPEndPoint server, string zone)
{
    private const int HeaderLength = 12;
    private const byte Authoritative = 0x04;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <exception cref="InvalidOperationException">It answers without authority, with an error, or without the record.</exception>
    /// <exception cref="OperationCanceledException">It does not answer within 2 s.</exception>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var client = new UdpClient();
        client.Connect(server);
        var id = RandomNumberGenerator.GetBytes(2);
        await client.SendAsync(Query(id), limit.Token);
        var answer = (await client.ReceiveAsync(limit.Token)).Buffer;
        var answers = answer.Length < HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(6));
        if (answers == 0 || !answer.AsSpan(0, 2).SequenceEqual(id) || (answer[2] & Authoritative) == 0 || (answer[3] & 0x0F) != 0)
        {
            throw new InvalidOperationException($"What listens at {server} does not serve {zone}.");
        }
    }

    private byte[] Query(byte[] id) =>
    [
        .. id, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0,
        .. zone.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)),
        0, 0, 6, 0, 1, // the root, type SOA, class IN
    ];
}
