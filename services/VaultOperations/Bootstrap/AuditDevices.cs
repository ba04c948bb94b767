namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>The audit devices of Vault, whoever enabled or declared them and under whatever name.</summary>
internal static class AuditDevices
{
    public static async Task<IReadOnlyList<ActualAuditDevice>> ReadAsync(IVaultApi vault, CancellationToken cancellationToken)
    {
        var data = (await vault.SendAsync(HttpMethod.Get, "sys/audit", cancellationToken: cancellationToken)).Ok().Data;
        return data.ValueKind == JsonValueKind.Object
            ? [.. data.EnumerateObject().Where(device => device.Value.ValueKind == JsonValueKind.Object).Select(Read)]
            : [];
    }

    private static ActualAuditDevice Read(JsonProperty device)
    {
        var options = device.Value.TryGetProperty("options", out var settings) && settings.ValueKind == JsonValueKind.Object ? settings : default;
        return new ActualAuditDevice(device.Name.TrimEnd('/'), Text(device.Value, "type") ?? "", Text(options, "file_path") ?? Text(options, "path"), Text(options, "address"));
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <param name="Name">Its path below <c>sys/audit</c>, without a slash at the end.</param>
/// <param name="Type">file, socket, syslog.</param>
/// <param name="File">Where a file device writes.</param>
/// <param name="Address">Where a socket device sends to.</param>
internal sealed record ActualAuditDevice(string Name, string Type, string? File, string? Address);
