using System.Diagnostics;

namespace PenguinMails.Gateway.Headers;

/// <summary>
/// Traces begin at the gateway. A client's own <c>traceparent</c> is not taken: it could switch tracing off, or put its
/// requests into the trace of another client. Towards the services the trace continues as usual.
/// </summary>
internal sealed class BoundaryPropagator : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => Current.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        Current.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
