using System.Net;

namespace PenguinMails.LocalComponents;

/// <summary>Loopback addresses for a group of tenant servers, held until this process ends.</summary>
public sealed class TenantServerNetwork : IDisposable
{
    private const int SshPort = 22;
    private const int OtherSshPort = 2222;
    private const int FirstOtherPort = 10_000;
    private const int Attempts = 1_000;
    private readonly FileLock _claim;

    private TenantServerNetwork(string prefix, int port, FileLock claim)
    {
        Prefix = prefix;
        Port = port;
        _claim = claim;
    }

    /// <summary>The first three numbers of the addresses, for example "127.0.10".</summary>
    public string Prefix { get; }

    /// <summary>22; another one where an sshd of the machine itself listens on all addresses.</summary>
    public int Port { get; }

    /// <summary>Takes the wanted prefix, or the next one whose addresses are free.</summary>
    /// <param name="wanted">For example "127.0.10".</param>
    /// <param name="count">How many addresses (.1, .2, …) must be free.</param>
    public static TenantServerNetwork Claim(string wanted, int count)
    {
        if (!IPAddress.TryParse(wanted + ".1", out var first) || wanted.Count(c => c == '.') != 2 || first.GetAddressBytes()[0] != 127)
        {
            throw new ArgumentException($"\"{wanted}\" is not the first three numbers of a loopback address, such as 127.0.10.", nameof(wanted));
        }

        // Nobody listens on this very address: it is taken only where a server listens on all of them.
        var port = ReservedPort.CanListen(IPAddress.Parse("127.255.255.254"), SshPort) ? SshPort : OtherSshPort;
        var bytes = first.GetAddressBytes();
        for (var third = (int)bytes[2]; third <= 255; third++)
        {
            var prefix = $"127.{bytes[1]}.{third}";
            if (FileLock.TryTake(RuntimeFolder.File($"network-{prefix}")) is not { } claim)
            {
                continue;
            }

            if (Enumerable.Range(1, count).All(host => ReservedPort.CanListen(IPAddress.Parse($"{prefix}.{host}"), port)))
            {
                return new TenantServerNetwork(prefix, port, claim);
            }

            claim.Dispose();
        }

        throw new InvalidOperationException($"No free loopback addresses from {wanted} on.");
    }

    /// <summary>The wanted port where servers can listen on it at all of the addresses, else the next one above 10000 plus that number.</summary>
    /// <param name="wanted">A service's own port, for example 143.</param>
    /// <param name="hosts">Last numbers of the addresses.</param>
    public int PortFor(int wanted, params IEnumerable<int> hosts)
    {
        var addresses = hosts.Select(host => IPAddress.Parse($"{Prefix}.{host}")).ToList();
        return Enumerable.Range(FirstOtherPort + wanted, Attempts)
            .Prepend(wanted)
            .First(port => addresses.TrueForAll(address => ReservedPort.CanListen(address, port) && ReservedPort.CanReceive(address, port)));
    }

    public void Dispose() => _claim.Dispose();
}
