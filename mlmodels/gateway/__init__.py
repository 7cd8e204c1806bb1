"""The gateway: other programs ask the models here, by the Open Inference Protocol v2 over REST.

It knows no facts of this site. `tensors` and `wire` are the protocol, `served_models` the models, `admission` the
tokens and quotas, `views` the routes.
"""
