using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Requests that Kestrel refuses before anything of ours sees them: what is no HTTP, has <c>%00</c> in its path, is beyond the server's limits or
/// takes too long. Kestrel answers a bare status; on its way to the client it becomes a problem like every other.
/// </summary>
public static class UnreadRequests
{
    private const string Refused = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    /// <summary>Lets the connections of an endpoint carry such problems.</summary>
    /// <remarks>Within TLS of Kestrel's own the bare status stays: what is sent is encrypted before it comes here.</remarks>
    public static void Answer(ListenOptions endpoint) => endpoint.Use((connection, next) =>
    {
        var sender = new UnreadRequestAnswer(connection.Transport.Output);
        connection.Features.Set(sender);
        connection.Transport = new Transport(connection.Transport.Input, sender);
        return next();
    });

    /// <summary>Hears of each refusal. Kestrel sends its answer after that.</summary>
    internal static void Watch(DiagnosticListener server) => server.Subscribe(new Observer(), name => name == Refused);

    private static void Prepare(IFeatureCollection request)
    {
        if (request.Get<UnreadRequestAnswer>() is { } answer && request.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && request.Get<IHttpRequestFeature>()?.Method != HttpMethods.Head)
        {
            answer.Replace(KindOf(response.StatusCode), request.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier ?? "");
        }
    }

    private static ProblemKind KindOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status414UriTooLong
            or StatusCodes.Status431RequestHeaderFieldsTooLarge => ProblemCatalog.ForStatus(status),
        _ => ProblemCatalog.MalformedRequest with { Status = status },
    };

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private sealed class Observer : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is IFeatureCollection request)
            {
                Prepare(request);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
