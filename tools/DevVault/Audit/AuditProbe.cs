using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Audit;

/// <summary>The record by which a new device shows that it works.</summary>
internal static class AuditProbe
{
    public static Dictionary<string, object?> Record(LogicalRequest probe, DateTimeOffset now) => new(StringComparer.Ordinal)
    {
        ["time"] = Rfc3339.Nano(now),
        ["type"] = "request",
        ["request"] = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["id"] = probe.Id,
            ["operation"] = "update",
            ["namespace"] = new Dictionary<string, object?>(StringComparer.Ordinal) { ["id"] = "root" },
            ["path"] = probe.Path,
        },
    };
}
