using System.Net.Http.Json;
using System.Text.Json.Nodes;
using PenguinMails.Destruction.Tests.Platform;
using PenguinMails.TestKit;

namespace PenguinMails.Destruction.Tests.Proof;

/// <summary>Waits until everything that was begun has ended.</summary>
internal static class Rest
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>No operation, no campaign, no grace period, no unfinished download, and no message is left.</summary>
    public static async Task ReachAsync(RunningPlatform platform)
    {
        await EmptyAsync(
            platform,
            "keyissuance",
            """
            select kind || ' at ' || step || ' ' || coalesce(error_code, '') || ' ' || coalesce(error_detail, '')
            from operation where status in ('pending', 'running')
            """,
            "operations");
        await EmptyAsync(platform, "keyissuance", "select version_id::text from secret_version where state = 'retiring'", "grace periods");
        await EmptyAsync(
            platform, "rotation", "select campaign_id || ' ' || state || ' ' || running from campaign where finished_at is null", "campaigns");
        await EmptyAsync(
            platform,
            "keyissuance",
            "select reveal_id::text from reveal where outcome is null",
            "downloads without an outcome");
        foreach (var database in (string[])["keyissuance", "rotation", "identity", "audit", "adminquery", "vaultoperations"])
        {
            // Events that no service subscribes to yet wait for one that will.
            var subscribed = await SubscribedAsync(platform);
            await EmptyAsync(
                platform,
                database,
                "select message_type from outbox_message where split_part(message_type, '.', -1) = any(@subscribed)",
                $"messages of {database}",
                new { subscribed });
        }

        await Eventually.Async(
            async () =>
            {
                var full = await FullQueuesAsync(platform);
                return full.Length == 0 ? true : throw new InvalidOperationException(string.Join("; ", full));
            },
            Limit,
            "Empty queues");
    }

    private static async Task<string[]> FullQueuesAsync(RunningPlatform platform)
    {
        var full = new List<string>();
        foreach (var queue in JsonNode.Parse(await platform.Broker.Management.GetStringAsync("queues"))!.AsArray().Where(queue => (int?)queue!["messages"] is > 0))
        {
            var name = (string)queue!["name"]!;
            full.Add($"{name}: {queue["messages"]} {(name.EndsWith("_error", StringComparison.Ordinal) ? await ReasonsAsync(platform, (string)queue["vhost"]!, name) : "")}");
        }

        return [.. full];
    }

    /// <summary>Why the first messages of a queue were set aside.</summary>
    private static async Task<string> ReasonsAsync(RunningPlatform platform, string virtualHost, string queue)
    {
        using var answer = await platform.Broker.Management.PostAsJsonAsync(
            $"queues/{Uri.EscapeDataString(virtualHost)}/{queue}/get", new { count = 5, ackmode = "ack_requeue_true", encoding = "auto", truncate = 500 });
        answer.EnsureSuccessStatusCode();
        return string.Join("; ", JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray()
            .Select(message => message!["properties"]!["headers"])
            .Select(headers => headers?["MT-Fault-ExceptionType"] is { } kind ? $"{kind}: {headers["MT-Fault-Message"]}" : headers?.ToJsonString()));
    }

    /// <summary>The messages that the broker brings to a queue, over one exchange or several.</summary>
    private static async Task<string[]> SubscribedAsync(RunningPlatform platform)
    {
        var bindings = JsonNode.Parse(await platform.Broker.Management.GetStringAsync("bindings"))!.AsArray()
            .ToLookup(binding => (string)binding!["source"]!, StringComparer.Ordinal);
        return [.. bindings.Select(group => group.Key).Where(name => name.Length > 0 && ReachesQueue(name)).Select(name => name.Split(':')[^1])];

        bool ReachesQueue(string exchange) => bindings[exchange].Any(binding =>
            (string)binding!["destination_type"]! == "queue" || ReachesQueue((string)binding["destination"]!));
    }

    private static async Task EmptyAsync(RunningPlatform platform, string database, string sql, string what, object? parameters = null)
    {
        IReadOnlyList<string> left = [];
        await Eventually.Async(
            async () =>
            {
                left = await platform.QueryAsync<string>(database, sql, parameters);
                return left.Count == 0 ? true : throw new InvalidOperationException(string.Join("; ", left));
            },
            Limit,
            $"The end of all {what}");
    }
}
