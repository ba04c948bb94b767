using System.Net;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Fails the test that gets an answer which the published document does not describe: its status, media type, or body.</summary>
public sealed class DescribedAnswers(ApiDescription api, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    // Of the transport, not of an operation: the document names them once for all.
    private static readonly HttpStatusCode[] OfEveryCall = [HttpStatusCode.MethodNotAllowed, HttpStatusCode.RequestHeaderFieldsTooLarge];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (OfEveryCall.Contains(answer.StatusCode) || api.Find(request.Method.Method, request.RequestUri!.AbsolutePath) is not { } operation)
        {
            return answer;
        }

        var status = (int)answer.StatusCode;
        var mediaType = answer.Content.Headers.ContentType?.MediaType;
        var body = mediaType?.EndsWith("json", StringComparison.Ordinal) == true ? await ReadAsync(answer, cancellationToken) : null;
        var findings = operation.Check(status, mediaType, body);
        if (findings.Count > 0)
        {
            answer.Dispose();
            throw new AssertionException($"{request.Method} {request.RequestUri.AbsolutePath} → {status}: {string.Join("; ", findings)}\n{body}");
        }

        return answer;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        return await answer.Content.ReadAsStringAsync(cancellationToken);
    }
}
