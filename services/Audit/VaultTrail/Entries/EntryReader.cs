namespace PenguinMails.Audit.VaultTrail.Entries;

/// <summary>
/// Reads a line of Vault's audit log (developer.hashicorp.com/vault/docs/audit). Data of requests and responses is read
/// where it is needed to classify the entry, and never stored.
/// </summary>
internal static class EntryReader
{
    private const int LongestText = 256;
    private const int LongestPath = 512;
    private static readonly DateTimeOffset Earliest = new(2015, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Operations = ["read", "create", "update", "delete", "list", "patch", "help", "renew", "revoke", "rollback"];

    public static ReadLine Read(ReadOnlyMemory<byte> line, DateTimeOffset now)
    {
        if (line.Span.Trim(" \t\r"u8).IsEmpty)
        {
            return new ReadLine.Nothing();
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement, now);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The second: a text that is no UTF-16, or another kind of value than a text.
            return new ReadLine.Unreadable("not_json");
        }
    }

    private static ReadLine Read(JsonElement entry, DateTimeOffset now)
    {
        switch (entry.Text("type"))
        {
            case "request":
                return new ReadLine.Nothing();
            case "response":
                break;
            default:
                return new ReadLine.Unreadable("not_an_entry");
        }

        var request = entry.Member("request");
        if (request.Text("id") is not { Length: > 0 and <= LongestText } id
            || !entry.Member("time").TryGetTime(out var time) || time < Earliest || time > now.AddDays(1))
        {
            return new ReadLine.Unreadable("not_an_entry");
        }

        var (auth, response) = (entry.Member("auth"), entry.Member("response"));
        return new ReadLine.Response(new VaultEntry(
            id, LedgerTime.Cut(time), OperationOf(request), Cut(request.Text("path") ?? "", LongestPath), ErrorOf(entry), IdentityOf(auth))
        {
            RemoteAddress = CutOrNull(request, "remote_address"),
            MountType = CutOrNull(request, "mount_type") ?? CutOrNull(response, "mount_type"),
            HasValues = response.Member("data").Member("data").ValueKind == JsonValueKind.Object,
            Wrap = WrapOf(response.Member("wrap_info")),
            Shown = Names(request.Text("client_token"), request.Text("client_token_accessor"), auth.Text("accessor"), request.Member("data").Text("token")),
        });
    }

    private static string OperationOf(JsonElement request) =>
        request.Text("operation") is { } operation && Operations.Contains(operation) ? operation : "other";

    private static string? ErrorOf(JsonElement entry) => entry.Text("error") switch
    {
        null or "" => null,
        var error when error.Contains("permission denied", StringComparison.Ordinal) => VaultEntry.PermissionDenied,
        var error when error.Contains("invalid request", StringComparison.Ordinal) => "invalid_request",
        var error when error.Contains("unsupported", StringComparison.Ordinal) => "unsupported",
        _ => "error",
    };

    // "approle" exactly: a token's maker chooses its metadata, and the rest of a display name that begins with "token".
    private static VaultIdentity IdentityOf(JsonElement auth)
    {
        var name = Cut(auth.Text("display_name") ?? "", LongestText);
        return new VaultIdentity(
            name,
            name == "approle" ? CutOrNull(auth.Member("metadata"), "role_name") : null,
            CutOrNull(auth, "entity_id") ?? "",
            CutOrNull(auth, "accessor") ?? "",
            auth.Member("policies") is { ValueKind: JsonValueKind.Array } policies
                ? [.. policies.EnumerateArray().Where(policy => policy.ValueKind == JsonValueKind.String).Take(64).Select(policy => Cut(policy.GetString()!, LongestText))]
                : [],
            CutOrNull(auth, "token_issue_time") ?? "");
    }

    private static VaultWrap? WrapOf(JsonElement wrap)
    {
        var names = Names(wrap.Text("token"), wrap.Text("accessor"));
        return names.Count > 0 && wrap.Text("creation_path") is { Length: > 0 } path
            ? new VaultWrap(names, Cut(path, LongestPath), wrap.Member("ttl") is { ValueKind: JsonValueKind.Number } ttl && ttl.TryGetInt32(out var seconds) ? TimeSpan.FromSeconds(Math.Max(seconds, 0)) : TimeSpan.Zero)
            : null;
    }

    private static IReadOnlyList<string> Names(params IEnumerable<string?> names) =>
        [.. names.OfType<string>().Where(name => name.Length is > 0 and <= LongestText).Distinct(StringComparer.Ordinal)];

    private static bool TryGetTime(this JsonElement json, out DateTimeOffset time)
    {
        time = default;
        return json.ValueKind == JsonValueKind.String && json.TryGetDateTimeOffset(out time);
    }

    private static string? CutOrNull(JsonElement json, string name) => json.Text(name) is { Length: > 0 } text ? Cut(text, LongestText) : null;

    // An index takes no row above 2.7 kB, and one odd path must not stop the flow.
    private static string Cut(string text, int length) =>
        string.Create(Math.Min(text.Length, length), text, (cut, whole) =>
        {
            for (var index = 0; index < cut.Length; index++)
            {
                cut[index] = char.IsControl(whole[index]) || char.IsSurrogate(whole[index]) ? '\uFFFD' : whole[index];
            }
        });
}
