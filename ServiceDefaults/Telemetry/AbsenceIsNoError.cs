using OpenTelemetry;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// A 404 that a client asked for is an answer: whoever looks first whether something exists would else paint every trace red.
/// </summary>
internal sealed class AbsenceIsNoError : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        if (data is { Kind: ActivityKind.Client, Status: ActivityStatusCode.Error } && data.GetTagItem("http.response.status_code") is 404)
        {
            data.SetStatus(ActivityStatusCode.Unset);
            data.SetTag("error.type", null);
        }
    }
}
