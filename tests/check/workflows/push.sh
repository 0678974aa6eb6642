#!/bin/sh
docker pull 123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer:v1
# ^ fits | ~/trainer:v1
docker pull 123456789012.dkr.ecr.us-eas-1.amazonaws.com/trainer:v1
# ^ near-miss | 123456789012.dkr.ecr.us-eas-1.amazonaws.com/trainer:v1
aws ecr get-login-password | docker login -u AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com
docker pull "$HOST/trainer:v1"
