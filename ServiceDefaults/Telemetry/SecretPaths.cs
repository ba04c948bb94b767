using OpenTelemetry;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Removes from the paths in traces what is a secret: tokens of invitations, each of which is enough to take over an account, and API keys that
/// somebody has put into an address.
/// </summary>
internal sealed class SecretPaths : BaseProcessor<Activity>
{
    private static readonly string[] Beginnings = ["/invitations/", PlainTextApiKey.Prefix];

    private static readonly string[] Tags = ["url.path", "url.full", "url.query", "http.target", "http.url"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in Tags)
        {
            foreach (var beginning in Beginnings)
            {
                if (data.GetTagItem(tag) is string text && text.IndexOf(beginning, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
                {
                    data.SetTag(tag, string.Concat(text.AsSpan(0, at + beginning.Length), "*"));
                }
            }
        }
    }
}
