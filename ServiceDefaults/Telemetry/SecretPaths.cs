using OpenTelemetry;

namespace PenguinMails.ServiceDefaults;

/// <summary>Removes invitation tokens from the paths in traces: a token is enough to take over the account.</summary>
internal sealed class SecretPaths : BaseProcessor<Activity>
{
    private const string Invitations = "/invitations/";

    private static readonly string[] Tags = ["url.path", "url.full", "http.target", "http.url"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in Tags)
        {
            if (data.GetTagItem(tag) is string text && text.IndexOf(Invitations, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
            {
                data.SetTag(tag, string.Concat(text.AsSpan(0, at + Invitations.Length), "*"));
            }
        }
    }
}
