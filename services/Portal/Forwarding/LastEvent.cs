using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace PenguinMails.Portal.Forwarding;

/// <summary>
/// What a page has seen last of a stream. A browser says it itself when it connects again; after an answer that was no stream it gives up, and
/// a page that opens the stream anew has only the address to say it in.
/// </summary>
internal static class LastEvent
{
    public const string Parameter = "lastEventId";

    private const string Header = "Last-Event-ID";

    /// <summary>Makes the parameter a header of the API's request.</summary>
    /// <returns>The query without it.</returns>
    public static QueryString TakeFrom(HttpRequest request, HttpRequestMessage toApi)
    {
        if (!request.Query.TryGetValue(Parameter, out var stated))
        {
            return request.QueryString;
        }

        if (!toApi.Headers.Contains(Header)) // what the browser says is newer
        {
            toApi.Headers.TryAddWithoutValidation(Header, stated[^1]);
        }

        var rest = QueryHelpers.ParseQuery(request.QueryString.Value).Where(one => !one.Key.Equals(Parameter, StringComparison.OrdinalIgnoreCase));
        return new QueryBuilder(rest).ToQueryString();
    }
}
