using System.Security.Cryptography;

namespace PenguinMails.LocalComponents;

/// <summary>
/// An authoritative DNS server (Knot) on loopback. Whoever has its key changes its zones by DNS updates (RFC 2136, signed as in RFC 8945)
/// and may transfer them. An update is in the zone's file before it is answered.
/// </summary>
/// <param name="folder">Its state folder; the zones in it survive a restart.</param>
/// <param name="address">A loopback address.</param>
/// <param name="port">Its port, TCP and UDP.</param>
/// <param name="zones">What it serves.</param>
public sealed class DnsServer(string folder, string address, int port, IReadOnlyList<DnsZone> zones)
{
    /// <summary>The name of the key for updates; its algorithm is HMAC-SHA256.</summary>
    public const string UpdateKeyName = "platform-update";

    public string Folder => folder;

    public string Address => address;

    public int Port => port;

    public IReadOnlyList<DnsZone> Zones => zones;

    /// <summary>The secret of the key for updates, 256 bits as base64; made on first use.</summary>
    public string UpdateKey =>
        ProtectedFile.ReadOrCreate(Path.Combine(folder, "update-key"), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    /// <summary>Runs the server until it is told to stop by SIGTERM.</summary>
    public ComponentCommand Command =>
        ComponentCommand.Script("knot.sh", folder, new Dictionary<string, string> { ["PM_FOLDER"] = folder });

    /// <summary>Writes what the command reads. Call it before each start.</summary>
    public void Prepare()
    {
        foreach (var zone in zones)
        {
            var file = Path.Combine(folder, "zones", zone.Name + ".zone");
            ProtectedFile.Write(file, File.Exists(file) ? zone.WithAddresses(File.ReadAllText(file)) : zone.Content);
        }

        ProtectedFile.Write(Path.Combine(folder, "knot.conf"), $"""
            server:
                listen: {address}@{port}
                rundir: @state@/run
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            log:
              - target: stderr
                any: info
            database:
                storage: @state@/database
            key:
              - id: {UpdateKeyName}
                algorithm: hmac-sha256
                secret: {UpdateKey}
            acl:
              - id: update
                key: {UpdateKeyName}
                action: [update, transfer]
            template:
              - id: default
                storage: @state@/zones
                file: "%s.zone"
                acl: update
                # The file is the zone: written at each update, and read as a whole.
                zonefile-sync: 0
                zonefile-load: whole
                journal-content: none
            zone:
            {string.Concat(zones.Select(zone => $"  - domain: {zone.Name}\n"))}

            """);
    }
}
