namespace PenguinMails.ServiceDefaults;

/// <summary>Gives every request a trace id, whether or not anybody exports traces or logs: answers and audit records carry it.</summary>
internal static class TraceIds
{
    private static readonly Lazy<ActivityListener> Listener = new(() =>
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    });

    public static void Ensure() => _ = Listener.Value;
}
