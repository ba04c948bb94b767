using PenguinMails.Audit.VaultTrail.Calls;

namespace PenguinMails.Audit.Evidence;

/// <summary>Names of what must keep coming, as they stand in the table <c>evidence</c>.</summary>
internal static class EvidenceSources
{
    /// <summary>Any message that came through the broker.</summary>
    public const string Broker = "broker";

    /// <summary>Vault's trail, by each way.</summary>
    public static string Trail(TrailWay way) => way == TrailWay.File ? "vault-trail/file" : "vault-trail/socket";

    /// <summary>The signing of a chain.</summary>
    public static string Checkpoints(string chain) => "checkpoints/" + chain;

    /// <summary>The delivery of alerts to a channel.</summary>
    public static string Deliveries(string channel) => "deliveries/" + channel;

    /// <summary>Messages that were set aside from a queue.</summary>
    public static string SetAside(string queue) => "set-aside/" + queue;

    /// <summary>Periodic work of a service.</summary>
    public static string Work(string service, string work) => $"work/{service}/{work}";

    private const string Services = "service/";

    public static string Service(string name) => Services + name;

    /// <summary>The service's name; null when the source is no service.</summary>
    public static string? ServiceOf(string source) => source.StartsWith(Services, StringComparison.Ordinal) ? source[Services.Length..] : null;
}
